/** The file that a name within a local package stands for: `exports`, `imports`, `main`. */

import { type AbsPath, join } from "../util/path.ts";
import { isFile, type Json, type ProjectFolder } from "./project_files.ts";

/** Conditions that Deno sets for an import, besides `default`. */
const CONDITIONS = new Set(["deno", "node", "import", "module-sync"]);

/**
 * The file of a local package (a workspace member, a linked folder) that `subpath` names (empty: the
 * package itself); undefined if it has no such export or file.
 */
export function packageEntry(
  { dir, deno, pkg }: ProjectFolder,
  subpath: string,
): AbsPath | undefined {
  const key = subpath === "" ? "." : `./${subpath}`;
  const exports = deno?.json["exports"] ?? pkg?.json["exports"];
  if (exports !== undefined) {
    const target = matchExport(asMap(exports), key);
    return target === undefined ? undefined : existing(join(dir, target));
  }
  if (subpath !== "") return existing(join(dir, subpath), [".js", ".mjs", ".cjs", ".json"]);
  return mainFile(dir, pkg?.json["main"]) ?? existing(join(dir, "index"), [".js", ".mjs", ".cjs"]);
}

/** The file that `require()` finds by a path that is not a file itself. */
export function requiredFile(path: AbsPath, folder?: ProjectFolder): AbsPath | undefined {
  return existing(path, [".js", ".json"]) ?? mainFile(path, folder?.pkg?.json["main"]) ??
    existing(join(path, "index"), [".js", ".json"]);
}

function mainFile(dir: AbsPath, main: unknown): AbsPath | undefined {
  if (typeof main !== "string") return undefined;
  return existing(join(dir, main), [".js", ".json", "/index.js"]);
}

/** What `#name` means by a package.json's `imports`: a path below it or a bare specifier. */
export function packageImport(pkg: Json, specifier: string): string | undefined {
  const imports = pkg["imports"];
  if (typeof imports !== "object" || imports === null) return undefined;
  return matchExport(imports as Json, specifier);
}

function asMap(exports: unknown): Json {
  const isMap = typeof exports === "object" && exports !== null && !Array.isArray(exports) &&
    Object.keys(exports).every((key) => key.startsWith("."));
  return isMap ? exports as Json : { ".": exports };
}

function matchExport(map: Json, key: string): string | undefined {
  if (key in map && !key.includes("*")) return target(map[key]);
  let best: string | undefined;
  for (const pattern of Object.keys(map)) {
    const star = pattern.indexOf("*");
    if (star < 0 || key.length < pattern.length) continue;
    if (!key.startsWith(pattern.slice(0, star)) || !key.endsWith(pattern.slice(star + 1))) continue;
    if (best === undefined || star > best.indexOf("*")) best = pattern;
  }
  if (best === undefined) return undefined;
  const star = best.indexOf("*");
  const inner = key.slice(star, key.length - (best.length - star - 1));
  return target(map[best])?.replaceAll("*", () => inner);
}

function target(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = target(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [condition, inner] of Object.entries(value)) {
    if (condition !== "default" && !CONDITIONS.has(condition)) continue;
    const found = target(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function existing(path: string, endings: readonly string[] = []): AbsPath | undefined {
  return ["", ...endings].map((ending) => path + ending).find(isFile) as AbsPath | undefined;
}
