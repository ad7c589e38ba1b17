/** Paths: absolute ones of this machine, and those relative to a project's root that enter keys. */

import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** An absolute, normalised path of this machine. Never part of a key. */
export type AbsPath = string & { readonly __absPath: true };
/** A path relative to the project's root, with `/` on every system. */
export type RelPath = string & { readonly __relPath: true };

/** Makes `path` absolute against `base` (default: the working directory). A `file:` URL is taken too. */
export function absPath(path: string, base: string = Deno.cwd()): AbsPath {
  const plain = path.startsWith("file://") ? fileURLToPath(path) : path;
  return resolve(base, plain) as AbsPath;
}

/** `path` relative to `root` with `/`; undefined if it lies outside. */
export function relPath(path: AbsPath, root: AbsPath): RelPath | undefined {
  const rel = relative(root, path);
  if (rel === "" || rel === ".." || rel.startsWith(".." + sep) || isAbsolute(rel)) return undefined;
  return (sep === "/" ? rel : rel.replaceAll(sep, "/")) as RelPath;
}

/** How a path is shown to people: relative to `base` if it lies below it, else whole. */
export function displayPath(path: string, base: string = Deno.cwd()): string {
  const rel = relative(base, path);
  return rel === "" || rel.startsWith("..") || isAbsolute(rel) ? path : rel;
}

/** The `file:` URL of an absolute path. */
export function fileUrl(path: AbsPath): string {
  return pathToFileURL(path).href;
}

export { basename };
