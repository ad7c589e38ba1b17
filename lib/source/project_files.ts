/** The files that say what specifiers mean: `deno.json`, `package.json`, import maps, workspaces. */

import { malformedConfig, unexpectedConfig } from "../error/package_errors.ts";
import { type AbsPath, dirname, join, resolve } from "../util/path.ts";
import { byCodeUnit } from "../util/order.ts";
import { JsonSyntaxError, parseJsonc } from "./jsonc.ts";

/** A JSON object, nothing checked. */
export type Json = { readonly [key: string]: unknown };

/** A parsed project file. */
export interface ConfigFile {
  readonly path: AbsPath;
  readonly json: Json;
}

/** A folder with a `deno.json(c)`, a `package.json` or both. */
export interface ProjectFolder {
  readonly dir: AbsPath;
  readonly deno: ConfigFile | undefined;
  readonly pkg: ConfigFile | undefined;
}

/** Reads a text file; undefined if there is none that may be read. */
export type ReadText = (path: AbsPath) => string | undefined;

const ABSENT = [
  Deno.errors.NotFound,
  Deno.errors.NotADirectory,
  Deno.errors.PermissionDenied,
  Deno.errors.NotCapable,
];

/** Reads a text file of this machine; undefined if it is absent or may not be read. */
export function readTextFile(path: AbsPath): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (ABSENT.some((kind) => error instanceof kind)) return undefined;
    if (isFolder(path)) return undefined;
    throw error;
  }
}

/** Whether `path` is a folder, links followed. */
export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory === true;
}

/** Whether `path` is a file, links followed. */
export function isFile(path: string): boolean {
  return statOf(path)?.isFile === true;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/** Reads project files, each once. */
export class ProjectFiles {
  readonly #read: ReadText;
  readonly #texts = new Map<AbsPath, string | undefined>();
  readonly #parsed = new Map<AbsPath, Json | undefined>();
  readonly #folders = new Map<AbsPath, ProjectFolder | undefined>();
  readonly #members = new Map<AbsPath, readonly ProjectFolder[]>();
  readonly #chains = new Map<AbsPath, readonly ProjectFolder[]>();

  constructor(read: ReadText) {
    this.#read = read;
  }

  /** The text of a file, or undefined. */
  text(path: AbsPath): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#read(path));
    return this.#texts.get(path);
  }

  /** A JSON file's object, or undefined if there is no file. @throws {MerklError} if malformed */
  json(path: AbsPath): Json | undefined {
    if (this.#parsed.has(path)) return this.#parsed.get(path);
    const text = this.text(path);
    const json = text === undefined ? undefined : parseObject(path, text);
    this.#parsed.set(path, json);
    return json;
  }

  /** The project files in a folder, or undefined if it has none. */
  folder(dir: AbsPath): ProjectFolder | undefined {
    if (this.#folders.has(dir)) return this.#folders.get(dir);
    const deno = this.#config(dir, "deno.json") ?? this.#config(dir, "deno.jsonc");
    const pkg = this.#config(dir, "package.json");
    const folder = deno ?? pkg ? { dir, deno, pkg } : undefined;
    this.#folders.set(dir, folder);
    return folder;
  }

  #config(dir: AbsPath, name: string): ConfigFile | undefined {
    const path = join(dir, name) as AbsPath;
    const json = this.json(path);
    return json === undefined ? undefined : { path, json };
  }

  /** The folders with project files from `dir` up to the root of the file system, nearest first. */
  above(dir: AbsPath): readonly ProjectFolder[] {
    const known = this.#chains.get(dir);
    if (known !== undefined) return known;
    const own = this.folder(dir);
    const parent = dirname(dir) as AbsPath;
    const rest = parent === dir ? [] : this.above(parent);
    const chain = own === undefined ? rest : [own, ...rest];
    this.#chains.set(dir, chain);
    return chain;
  }

  /** The workspace members and linked packages that a folder's files declare. */
  members(folder: ProjectFolder): readonly ProjectFolder[] {
    let members = this.#members.get(folder.dir);
    if (members === undefined) {
      const patterns = [...workspacePatterns(folder), ...linkPatterns(folder)];
      const dirs = new Set(patterns.flatMap((pattern) => foldersLike(folder.dir, pattern)));
      members = [...dirs].sort(byCodeUnit).flatMap((dir) => this.folder(dir) ?? []);
      this.#members.set(folder.dir, members);
    }
    return members;
  }

  /** The root of the workspace that the nearest folder belongs to; itself if it is in none. */
  workspaceRoot(dir: AbsPath): ProjectFolder | undefined {
    const [nearest, ...rest] = this.above(dir);
    if (nearest === undefined) return undefined;
    return rest.find((folder) => this.members(folder).includes(nearest)) ?? nearest;
  }
}

function parseObject(path: AbsPath, text: string): Json {
  let value: unknown;
  try {
    value = parseJsonc(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw malformedConfig(path, text, error.message, error.offset);
    }
    throw error;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw unexpectedConfig(path, "", "an object", value);
}

/** The object at `key`, or an empty one. @throws {MerklError} if something else is there */
export function objectAt(config: ConfigFile, key: string): Json {
  const value = config.json[key];
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw unexpectedConfig(config.path, key, "an object", value);
}

function textsAt(config: ConfigFile, key: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw unexpectedConfig(config.path, key, "a list of folders", value);
}

function workspacePatterns({ deno, pkg }: ProjectFolder): readonly string[] {
  const inner = (value: unknown, key: string) =>
    typeof value === "object" && value !== null && key in value ? (value as Json)[key] : value;
  return [
    ...(deno ? textsAt(deno, "workspace", inner(deno.json["workspace"], "members")) : []),
    ...(pkg ? textsAt(pkg, "workspaces", inner(pkg.json["workspaces"], "packages")) : []),
  ];
}

/** `links` was called `patch` at first. */
function linkPatterns({ deno }: ProjectFolder): readonly string[] {
  if (deno === undefined) return [];
  return ["links", "patch"].flatMap((key) => textsAt(deno, key, deno.json[key]));
}

function foldersLike(base: AbsPath, pattern: string): AbsPath[] {
  if (!pattern.includes("*")) return [resolve(base, pattern) as AbsPath];
  let dirs: AbsPath[] = [base];
  for (const segment of pattern.split("/")) {
    if (segment === "" || segment === ".") continue;
    dirs = dirs.flatMap((dir) => matching(dir, segment));
  }
  return dirs;
}

function matching(dir: AbsPath, segment: string): AbsPath[] {
  if (segment === "**") return [dir, ...subfolders(dir).flatMap((sub) => matching(sub, "**"))];
  if (!segment.includes("*")) return [resolve(dir, segment) as AbsPath];
  const parts = segment.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const wanted = new RegExp(`^${parts.join("[^/]*")}$`);
  return subfolders(dir).filter((sub) => wanted.test(sub.slice(dir.length).replace(/^[/\\]/, "")));
}

function subfolders(dir: AbsPath): AbsPath[] {
  try {
    return [...Deno.readDirSync(dir)]
      .filter((entry) =>
        entry.isDirectory && entry.name !== "node_modules" && entry.name !== ".git"
      )
      .map((entry) => join(dir, entry.name) as AbsPath);
  } catch {
    return [];
  }
}
