/** What import specifiers mean: local files, packages with the version a lock pins, merkl itself. */

import { type AbsPath, basename, dirname, displayPath, join, pathToFileURL } from "../util/path.ts";
import { nearest } from "../util/text.ts";
import { type JsxFactory, jsxSetting } from "./jsx_factory.ts";
import { Locks } from "./locks.ts";
import { Mapper, type Target } from "./mapping.ts";
import { packageEntry, requiredFile } from "./package_entry.ts";
import { isFile, isFolder, ProjectFiles, type ReadText, readTextFile } from "./project_files.ts";
import type { ModuleResolver, Resolved } from "./resolver_types.ts";
import { formatRequest, type PackageRequest } from "./specifier.ts";

/** How a resolver is made. */
export interface ResolverOptions {
  /** The project's root: files below it are shown relative to it. */
  readonly root: AbsPath;
  /** Whether a path or specifier is the library itself, besides its well-known names. */
  readonly isMerkl?: (pathOrSpecifier: string) => boolean;
  /** Reads project files and locks; default: from disk. */
  readonly readText?: ReadText;
}

/** A resolver that also tells what to hand to Deno, and which packages there are. */
export interface Resolver extends ModuleResolver {
  jsx(fromFile: AbsPath): JsxFactory | undefined;
  /**
   * The specifier that makes Deno import just what `resolve` found: a `file:` URL, `npm:zod@4.6.7`,
   * `node:fs`, `merkl:./testing`. Undefined if it is unknown.
   */
  importable(specifier: string, fromFile: AbsPath): string | undefined;
  /** Names that import maps, package.json files and locks have for a file. */
  names(fromFile: AbsPath): Set<string>;
}

/**
 * Makes a resolver. It reads each project file and lock once, so that one run sees one state of them.
 * Its methods throw a MerklError for a malformed project file or lock.
 */
export function createResolver(options: ResolverOptions): Resolver {
  const files = new ProjectFiles(options.readText ?? readTextFile);
  const mapper = new Mapper(files);
  const locks = new Locks(files, options.root);
  const isMerkl = options.isMerkl ?? (() => false);
  const known = new Map<string, Resolved>();

  const targetOf = (specifier: string, fromFile: AbsPath): Target => {
    if (isMerkl(specifier)) return { kind: "merkl", export: "." };
    const target = mapper.map(specifier, fromFile);
    return target.kind === "file" && isMerkl(target.path) ? { kind: "merkl", export: "." } : target;
  };
  const resolve = (specifier: string, fromFile: AbsPath): Resolved => {
    // scopes go by file, and a relative specifier by folder
    const key = `${fromFile}\0${specifier}`;
    let resolved = known.get(key);
    if (resolved === undefined) {
      resolved = settle(targetOf(specifier, fromFile), { specifier, fromFile, locks, files });
      known.set(key, resolved);
    }
    return resolved;
  };
  return {
    resolve,
    jsx: (fromFile) => jsxSetting(files.above(dirname(fromFile) as AbsPath)),
    importable: (specifier, fromFile) => {
      const target = targetOf(specifier, fromFile);
      return importableOf(target, resolve(specifier, fromFile), files);
    },
    names: (fromFile) => new Set([...mapper.names(fromFile), ...locks.names(fromFile)]),
  };
}

interface Asked {
  readonly specifier: string;
  readonly fromFile: AbsPath;
  readonly locks: Locks;
  readonly files: ProjectFiles;
}

function settle(target: Target, asked: Asked): Resolved {
  const { specifier } = asked;
  switch (target.kind) {
    case "file":
      return localFile(target.path, asked);
    case "request":
      return settleRequest(target.request, target.alias, asked);
    case "bare": {
      const request = {
        scheme: "npm",
        name: target.name,
        range: "",
        subpath: target.subpath,
      } as const;
      const found = settleRequest(request, target.name, asked);
      if (found.kind !== "unknown") return found;
      const folder = displayPath(dirname(asked.fromFile));
      const why = `no import map or package.json in ${folder} or above it has it`;
      return { kind: "unknown", specifier, why };
    }
    case "remote": {
      const found = asked.locks.remote(target.url, asked.fromFile);
      return typeof found === "string" ? { kind: "unknown", specifier, why: found } : found;
    }
    case "builtin":
      return target;
    case "merkl":
      return { kind: "merkl" };
    case "unknown":
      return { kind: "unknown", specifier, why: target.why };
  }
}

function settleRequest(request: PackageRequest, alias: string, asked: Asked): Resolved {
  const from = dirname(asked.fromFile) as AbsPath;
  const isDirect = /^(?:npm|jsr):/.test(asked.specifier);
  const install = isDirect
    ? `deno add ${formatRequest({ ...request, subpath: "" })}`
    : "deno install";
  const found = asked.locks.package({ ...request, alias, from, install });
  if (typeof found === "string") return { kind: "unknown", specifier: asked.specifier, why: found };
  if (!("dir" in found)) return found;
  const folder = asked.files.folder(found.dir);
  const path = folder && packageEntry(folder, request.subpath);
  if (path !== undefined) return { kind: "local", path };
  const why = `the local package in ${found.dir} has no entry for it`;
  return { kind: "unknown", specifier: asked.specifier, why };
}

function localFile(path: AbsPath, { specifier, fromFile, files }: Asked): Resolved {
  if (isFile(path)) return { kind: "local", path };
  const required = isCommonJs(fromFile, files) ? requiredFile(path, files.folder(path)) : undefined;
  if (required !== undefined) return { kind: "local", path: required };
  return { kind: "unknown", specifier, why: whyNoFile(path) };
}

/** Whether a file may name others as `require()` takes them: without extension, or by their folder. */
function isCommonJs(path: AbsPath, files: ProjectFiles): boolean {
  if (!path.endsWith(".js")) return /\.c[jt]s$/.test(path);
  const nearest = files.above(dirname(path) as AbsPath).find(({ pkg }) => pkg !== undefined);
  return nearest?.pkg?.json["type"] === "commonjs";
}

function whyNoFile(path: AbsPath): string {
  const shown = displayPath(path);
  if (isFolder(path)) return `${shown} is a folder, and an import names a file`;
  const candidates = namesIn(dirname(path));
  const name = basename(path);
  const near = candidates.find((other) => other.replace(/\.[^.]+$/, "") === name) ??
    nearest(name, candidates);
  const hint = near === undefined
    ? ""
    : `; did you mean ${displayPath(join(dirname(path), near))}?`;
  return `there is no file ${shown}${hint}`;
}

function namesIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();
  } catch {
    return [];
  }
}

function importableOf(
  target: Target,
  resolved: Resolved,
  files: ProjectFiles,
): string | undefined {
  switch (resolved.kind) {
    case "local":
      return pathToFileURL(resolved.path).href;
    case "builtin":
      return `node:${resolved.name}`;
    case "merkl":
      return target.kind === "merkl" ? `merkl:${target.export}` : undefined;
    case "package": {
      if (target.kind === "remote") return target.url;
      const subpath = target.kind === "request"
        ? target.request.subpath
        : target.kind === "bare"
        ? target.subpath
        : "";
      const folder = resolved.installed && files.folder(resolved.installed);
      const path = folder && packageEntry(folder, subpath);
      if (path !== undefined) return pathToFileURL(path).href;
      const [scheme, name] = [resolved.name.slice(0, 3) as "npm" | "jsr", resolved.name.slice(4)];
      return formatRequest({ scheme, name, range: resolved.version, subpath });
    }
    case "unknown":
      if (target.kind === "remote") return target.url;
      return target.kind === "request" ? formatRequest(target.request) : undefined;
  }
}
