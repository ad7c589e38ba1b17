/** From a specifier to what it names, by the project's files and without looking into locks. */

import {
  type AbsPath,
  dirname,
  fileURLToPath,
  join,
  pathToFileURL,
  resolve,
} from "../util/path.ts";
import { type ImportMap, importMapOf, lookUp } from "./import_map.ts";
import { packageEntry, packageImport } from "./package_entry.ts";
import type { ConfigFile, Json, ProjectFiles, ProjectFolder } from "./project_files.ts";
import { parseRange, parseVersion, satisfies } from "./semver.ts";
import {
  isPathLike,
  merklExport,
  type PackageRequest,
  parseRequest,
  splitBare,
} from "./specifier.ts";

/** What a specifier names. */
export type Target =
  | { readonly kind: "file"; readonly path: AbsPath }
  | { readonly kind: "request"; readonly request: PackageRequest; readonly alias: string }
  | { readonly kind: "remote"; readonly url: string }
  | { readonly kind: "builtin"; readonly name: string }
  /** `export` is `.` or like `./testing`. */
  | { readonly kind: "merkl"; readonly export: string }
  /** A bare name that no file mentions: perhaps installed. */
  | { readonly kind: "bare"; readonly name: string; readonly subpath: string }
  | { readonly kind: "unknown"; readonly why: string };

const DEPENDENCY_KEYS = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
] as const;

/** Maps specifiers by the project files above the importing file. */
export class Mapper {
  readonly #files: ProjectFiles;
  readonly #maps = new Map<AbsPath, ImportMap>();

  constructor(files: ProjectFiles) {
    this.#files = files;
  }

  /** What `specifier` names in `fromFile`. @throws {MerklError} if a project file is malformed */
  map(specifier: string, fromFile: AbsPath): Target {
    const merkl = merklExport(specifier);
    if (merkl !== undefined) return { kind: "merkl", export: merkl };
    const folders = this.#files.above(dirname(fromFile) as AbsPath);
    const mapped = this.#byImportMaps(specifier, fromFile, folders);
    if (typeof mapped === "object") return mapped;
    if (mapped !== undefined) return this.#address(mapped, fromFile, folders);
    if (specifier.startsWith("#")) {
      const inner = byPackageImports(specifier, folders);
      return inner === undefined
        ? { kind: "unknown", why: `no package.json above the file has "${specifier}" in "imports"` }
        : this.#address(inner, fromFile, folders);
    }
    return this.#address(specifier, fromFile, folders);
  }

  /** An address, the reason why there can't be one, or undefined if no map speaks of it. */
  #byImportMaps(
    specifier: string,
    fromFile: AbsPath,
    folders: readonly ProjectFolder[],
  ): string | Target | undefined {
    const referrer = pathToFileURL(fromFile).href;
    const key = isPathLike(specifier) ? new URL(specifier, referrer).href : specifier;
    let unreadable: string | undefined;
    for (const { deno } of folders) {
      if (deno === undefined) continue;
      const map = this.#importMap(deno);
      unreadable ??= map.unreadable;
      const address = lookUp(map, key, referrer);
      if (address === "") return { kind: "unknown", why: `${deno.path} maps it to null` };
      if (address !== undefined) return address;
    }
    const isBare = !isPathLike(specifier) && !/^[a-z][a-z0-9+.-]*:/i.test(specifier);
    return isBare && unreadable !== undefined ? { kind: "unknown", why: unreadable } : undefined;
  }

  /** The names that import maps and package.json files give to a file, for people who mistype one. */
  *names(fromFile: AbsPath): Iterable<string> {
    for (const { deno, pkg } of this.#files.above(dirname(fromFile) as AbsPath)) {
      for (const name of deno === undefined ? [] : this.#importMap(deno).imports.keys()) {
        if (!name.endsWith("/")) yield name;
      }
      for (const key of DEPENDENCY_KEYS) yield* Object.keys((pkg?.json[key] ?? {}) as Json);
    }
  }

  #importMap(deno: ConfigFile): ImportMap {
    let map = this.#maps.get(deno.path);
    if (map === undefined) this.#maps.set(deno.path, map = importMapOf(deno, this.#files));
    return map;
  }

  #address(address: string, fromFile: AbsPath, folders: readonly ProjectFolder[]): Target {
    const merkl = merklExport(address);
    if (merkl !== undefined) return { kind: "merkl", export: merkl };
    if (isPathLike(address)) {
      const url = new URL(address, pathToFileURL(fromFile));
      return { kind: "file", path: fileURLToPath(url) as AbsPath };
    }
    if (address.startsWith("file:")) {
      return { kind: "file", path: fileURLToPath(new URL(address)) as AbsPath };
    }
    if (/^https?:/.test(address)) return { kind: "remote", url: address };
    const request = parseRequest(address);
    if (request !== undefined) return this.#request(request, request.name, folders);
    if (isNodes(address)) return { kind: "builtin", name: address.replace(/^node:/, "") };
    if (/^[a-z][a-z0-9+.-]+:/i.test(address)) {
      return {
        kind: "unknown",
        why: `merkl can't follow ${address.slice(0, address.indexOf(":"))}: URLs`,
      };
    }
    return this.#bare(address, folders);
  }

  #bare(specifier: string, folders: readonly ProjectFolder[]): Target {
    const { name, subpath } = splitBare(specifier);
    const local = this.#localPackage(name, "", folders);
    if (local !== undefined) return entryTarget(local, subpath);
    for (const folder of folders) {
      const range = declaredRange(folder.pkg?.json, name);
      if (range !== undefined) return this.#dependency({ name, subpath, range }, folder, folders);
    }
    return { kind: "bare", name, subpath };
  }

  /** A dependency that a package.json declares. */
  #dependency(
    { name, subpath, range }: { name: string; subpath: string; range: string },
    folder: ProjectFolder,
    folders: readonly ProjectFolder[],
  ): Target {
    const path = /^(?:file|link|portal):(.*)$/.exec(range)?.[1];
    if (path !== undefined && !/\.(tgz|tar\.gz)$/.test(path)) {
      const dir = resolve(folder.dir, path) as AbsPath;
      return entryTarget(
        this.#files.folder(dir) ?? { dir, deno: undefined, pkg: undefined },
        subpath,
      );
    }
    const aliased = parseRequest(range);
    if (aliased !== undefined) return this.#request({ ...aliased, subpath }, name, folders);
    return this.#request({ scheme: "npm", name, range, subpath }, name, folders);
  }

  #request(request: PackageRequest, alias: string, folders: readonly ProjectFolder[]): Target {
    const local = this.#localPackage(request.name, request.range, folders);
    if (local !== undefined) return entryTarget(local, request.subpath);
    return { kind: "request", request, alias };
  }

  /** A project folder, workspace member or link of that name whose version is in the range. */
  #localPackage(
    name: string,
    range: string,
    folders: readonly ProjectFolder[],
  ): ProjectFolder | undefined {
    for (const folder of folders) {
      for (const candidate of [folder, ...this.#files.members(folder)]) {
        if (hasName(candidate, name) && versionFits(candidate, range)) return candidate;
      }
    }
    return undefined;
  }
}

function hasName({ deno, pkg }: ProjectFolder, name: string): boolean {
  return deno?.json["name"] === name || pkg?.json["name"] === name;
}

function versionFits({ deno, pkg }: ProjectFolder, range: string): boolean {
  const version = parseVersion(String(deno?.json["version"] ?? pkg?.json["version"] ?? ""));
  const wanted = parseRange(range.replace(/^workspace:[\^~]?/, ""));
  return version === undefined || wanted === undefined || satisfies(version, wanted);
}

function declaredRange(pkg: Json | undefined, name: string): string | undefined {
  for (const key of DEPENDENCY_KEYS) {
    const range = (pkg?.[key] as Json | undefined)?.[name];
    if (typeof range === "string") return range;
  }
  return undefined;
}

/** Only the nearest package.json counts, as in Node. */
function byPackageImports(
  specifier: string,
  folders: readonly ProjectFolder[],
): string | undefined {
  const folder = folders.find(({ pkg }) => pkg !== undefined);
  if (folder === undefined) return undefined;
  const inner = packageImport(folder.pkg!.json, specifier);
  if (inner === undefined || !inner.startsWith(".")) return inner;
  return pathToFileURL(join(folder.dir, inner)).href;
}

function entryTarget(folder: ProjectFolder, subpath: string): Target {
  const path = packageEntry(folder, subpath);
  if (path !== undefined) return { kind: "file", path };
  const what = subpath === "" ? "entry" : `export ./${subpath}`;
  return { kind: "unknown", why: `the local package in ${folder.dir} has no ${what}` };
}

/** Whether Node has a module of this name. Loading `node:module` to ask takes long: rarely done. */
function isNodes(name: string): boolean {
  return name.startsWith("node:") || process.getBuiltinModule("node:module").isBuiltin(name);
}
