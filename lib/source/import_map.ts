/** Import maps, as the specification and `deno.json` have them. */

import { unexpectedConfig } from "../error/package_errors.ts";
import { type AbsPath, dirname, join, pathToFileURL } from "../util/path.ts";
import { type ConfigFile, type Json, objectAt, type ProjectFiles } from "./project_files.ts";
import { formatRequest, isPathLike, parseRequest } from "./specifier.ts";

/** An import map whose relative addresses are URLs. */
export interface ImportMap {
  readonly imports: ReadonlyMap<string, string>;
  /** By URL prefix of the importing file, longest first. */
  readonly scopes: readonly (readonly [string, ReadonlyMap<string, string>])[];
  /** Set if the map is elsewhere and can't be read. */
  readonly unreadable?: string;
}

/**
 * The import map of a `deno.json`: its own `imports` and `scopes`, else the file named by
 * `importMap`. @throws {MerklError} if one is malformed
 */
export function importMapOf(deno: ConfigFile, files: ProjectFiles): ImportMap {
  const address = deno.json["importMap"];
  const inline = "imports" in deno.json || "scopes" in deno.json;
  if (inline || typeof address !== "string") return readMap(deno, { implicit: true });
  if (/^https?:/.test(address)) {
    return { imports: new Map(), scopes: [], unreadable: `the import map ${address} is remote` };
  }
  const path = join(dirname(deno.path), address) as AbsPath;
  const json = files.json(path);
  if (json === undefined) {
    return { imports: new Map(), scopes: [], unreadable: `the import map ${address} is missing` };
  }
  return readMap({ path, json }, { implicit: false });
}

function readMap(config: ConfigFile, options: { implicit: boolean }): ImportMap {
  const base = pathToFileURL(config.path);
  const scopes = Object.keys(objectAt(config, "scopes")).map((prefix) => {
    const entries = (config.json["scopes"] as Json)[prefix];
    const inner: ConfigFile = { path: config.path, json: { [prefix]: entries } };
    return [new URL(prefix, base).href, readEntries(inner, prefix, options)] as const;
  });
  scopes.sort(([a], [b]) => b.length - a.length);
  return { imports: readEntries(config, "imports", options), scopes };
}

function readEntries(
  config: ConfigFile,
  key: string,
  { implicit }: { implicit: boolean },
): ReadonlyMap<string, string> {
  const base = pathToFileURL(config.path);
  const entries = new Map<string, string>();
  for (const [name, value] of Object.entries(objectAt(config, key))) {
    if (typeof value !== "string" && value !== null) {
      throw unexpectedConfig(config.path, `${key}.${name}`, "a text", value);
    }
    const address = value ?? "";
    entries.set(
      isPathLike(name) ? new URL(name, base).href : name,
      isPathLike(address) ? new URL(address, base).href : address,
    );
  }
  if (implicit) { for (const [name, address] of [...entries]) addSubpaths(entries, name, address); }
  return entries;
}

/** In a `deno.json`, `"zod": "npm:zod@4"` also says what `zod/mini` is. */
function addSubpaths(entries: Map<string, string>, name: string, address: string): void {
  const request = parseRequest(address);
  if (request === undefined || name.endsWith("/") || entries.has(name + "/")) return;
  if (request.subpath === "") entries.set(name + "/", formatRequest(request) + "/");
}

/**
 * What a map says of a specifier (a relative one as URL) in the file with URL `referrer`: an
 * address, the empty text if it is blocked, undefined if it says nothing.
 */
export function lookUp(map: ImportMap, specifier: string, referrer: string): string | undefined {
  for (const [prefix, entries] of map.scopes) {
    if (referrer !== prefix && !(prefix.endsWith("/") && referrer.startsWith(prefix))) continue;
    const address = inEntries(entries, specifier);
    if (address !== undefined) return address;
  }
  return inEntries(map.imports, specifier);
}

function inEntries(entries: ReadonlyMap<string, string>, specifier: string): string | undefined {
  const exact = entries.get(specifier);
  if (exact !== undefined) return exact;
  for (let slash = specifier.lastIndexOf("/"); slash > 0;) {
    const prefix = specifier.slice(0, slash + 1);
    const address = entries.get(prefix);
    if (address !== undefined) return address === "" ? "" : address + specifier.slice(slash + 1);
    slash = specifier.lastIndexOf("/", slash - 1);
  }
  return undefined;
}
