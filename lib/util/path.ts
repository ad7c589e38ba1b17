/**
 * Paths: absolute ones of this machine, and those relative to a project's root that enter keys.
 *
 * `node:path` and `node:url` would cost a third of an empty program's start, so POSIX paths have
 * functions of their own here, which agree with Node's. Windows has too many rules for that.
 */

/** An absolute, normalised path of this machine. Never part of a key. */
export type AbsPath = string & { readonly __absPath: true };
/** A path relative to the project's root, with `/` on every system. */
export type RelPath = string & { readonly __relPath: true };

/** What merkl uses of `node:path` and `node:url`. */
interface Paths {
  readonly sep: string;
  isAbsolute(path: string): boolean;
  basename(path: string): string;
  dirname(path: string): string;
  join(...parts: string[]): string;
  resolve(...parts: string[]): string;
  relative(from: string, to: string): string;
  fileURLToPath(url: string | URL): string;
  pathToFileURL(path: string): URL;
}

const posix: Paths = {
  sep: "/",
  isAbsolute: (path) => path.startsWith("/"),
  basename(path) {
    const end = endOf(path);
    return path.slice(path.lastIndexOf("/", end - 1) + 1, end);
  },
  dirname(path) {
    const end = endOf(path);
    const slash = end === 0 ? -1 : path.lastIndexOf("/", end - 1);
    if (slash > 0) return path.startsWith("/") && slash === 1 ? "//" : path.slice(0, slash);
    return path.startsWith("/") ? "/" : ".";
  },
  join(...parts) {
    const joined = parts.filter((part) => part !== "").join("/");
    const folder = joined.endsWith("/") ? "/" : "";
    const steps = stepsOf(joined, joined.startsWith("/"));
    if (joined.startsWith("/")) return steps === "" ? "/" : `/${steps}${folder}`;
    return steps === "" ? `.${folder}` : steps + folder;
  },
  resolve(...parts) {
    let path = "";
    for (let i = parts.length - 1; i >= 0 && !path.startsWith("/"); i--) {
      if (parts[i] !== "") path = `${parts[i]}/${path}`;
    }
    return "/" + stepsOf(path.startsWith("/") ? path : `${Deno.cwd()}/${path}`, true);
  },
  relative(from, to) {
    const start = this.resolve(from).split("/").filter(Boolean);
    const end = this.resolve(to).split("/").filter(Boolean);
    let same = 0;
    while (same < start.length && same < end.length && start[same] === end[same]) same++;
    return [...start.slice(same).fill(".."), ...end.slice(same)].join("/");
  },
  fileURLToPath(url) {
    const { protocol, host, pathname } = new URL(url);
    if (protocol !== "file:" || host !== "" || /%2f/i.test(pathname)) {
      throw new TypeError(`Not the URL of a file of this machine: ${url}`);
    }
    return decodeURIComponent(pathname);
  },
  pathToFileURL(path) {
    const folder = path.endsWith("/") && path.length > 1 ? "/" : "";
    const resolved = this.resolve(path);
    const url = new URL("file:///");
    // the setter itself leaves these, or takes them for an escape, a slash or nothing at all
    url.pathname = (resolved === "/" ? "/" : resolved + folder)
      .replace(/[%\\\n\r\t[\]^|~]/g, hexEscape);
    return url;
  },
};

function hexEscape(character: string): string {
  return "%" + character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

/** Where a path ends without the slashes behind it. */
function endOf(path: string): number {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return end;
}

/** A path without `.`, `..` and empty steps; what leads above the root of an absolute one goes. */
function stepsOf(path: string, absolute: boolean): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else if (!absolute) steps.push(step);
  }
  return steps.join("/");
}

function nodes(): Paths {
  const { pathToFileURL, fileURLToPath } = process.getBuiltinModule("node:url");
  return { ...process.getBuiltinModule("node:path"), pathToFileURL, fileURLToPath };
}

const paths = Deno.build.os === "windows" ? nodes() : posix;

/** As of `node:path`: `/` or `\`. */
export const sep = paths.sep;

/** Whether a path starts at a root. */
export function isAbsolute(path: string): boolean {
  return paths.isAbsolute(path);
}

/** The last step of a path. */
export function basename(path: string): string {
  return paths.basename(path);
}

/** A path without its last step. */
export function dirname(path: string): string {
  return paths.dirname(path);
}

/** Puts paths behind each other; `.` and `..` are worked out. */
export function join(...parts: string[]): string {
  return paths.join(...parts);
}

/** The absolute path that the last of some paths means, each relative to the one before it. */
export function resolve(...parts: string[]): string {
  return paths.resolve(...parts);
}

/** The way from one path to another; empty if there is none to go. */
export function relative(from: string, to: string): string {
  return paths.relative(from, to);
}

/** The path that a `file:` URL names. Throws TypeError for any other URL. */
export function fileURLToPath(url: string | URL): string {
  return paths.fileURLToPath(url);
}

/** The `file:` URL of a path. */
export function pathToFileURL(path: string): URL {
  return paths.pathToFileURL(path);
}

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
