/** Files as Futures: `readFuture`, `pathFuture`; and Futures as files: `writeFuture`. */

import { badInputAs, badInputPath } from "../error/graph_errors.ts";
import { ambient } from "../graph/ambient.ts";
import { Future, giveOutput, requireFuture } from "../graph/future.ts";
import { type InputAs, type InputNode, nextSeq } from "../graph/node.ts";
import type { OutputOptions, Runtime } from "../graph/runtime.ts";
import { type AbsPath, absPath, basename, relPath } from "../util/path.ts";

const KINDS: readonly InputAs[] = ["text", "bytes", "json", "lines"];

/** How `readFuture` gives a file's content. */
export interface ReadOptions<As extends InputAs = InputAs> {
  /** As what the bytes are taken. @default {"text"} */
  readonly as?: As;
}

/** The type of a file's content. */
export type InputValue<As extends InputAs> = As extends "text" ? string
  : As extends "bytes" ? Uint8Array
  : As extends "lines" ? string[]
  // deno-lint-ignore no-explicit-any -- as JSON.parse: what a file holds can't be known
  : any;

/**
 * The content of a file as a Future. It counts by content: touching, moving or renaming the file keeps
 * every hash, editing it changes the hash of all that uses it.
 *
 * @param path Relative to the project's root, absolute, or a `file:` URL.
 * @throws {MerklError} if the file is missing, unreadable or a folder
 */
export function readFuture(path: string | URL): Future<string>;
/** With `as`: bytes, JSON or lines. */
export function readFuture<As extends InputAs = "text">(
  path: string | URL,
  options: ReadOptions<As>,
): Future<InputValue<As>>;
export function readFuture(path: string | URL, options: ReadOptions = {}): Future<unknown> {
  const as = options.as ?? "text";
  if (!KINDS.includes(as)) throw badInputAs(String(as), KINDS);
  return fileFuture("readFuture", path, as);
}

/**
 * The path of a file as a Future, for bodies that open the file themselves: it counts by path and
 * content. The body gets the absolute path.
 *
 * @param path Relative to the project's root, absolute, or a `file:` URL.
 */
export function pathFuture(path: string | URL): Future<string> {
  return fileFuture("pathFuture", path, "path") as Future<string>;
}

/** Also writes a Future's value to a file: the same as {@linkcode Future.to}. Returns the Future. */
export function writeFuture<T>(
  future: Future<T>,
  path: string,
  options: OutputOptions = {},
): Future<T> {
  giveOutput(requireFuture(future, "writeFuture"), path, { options, caller: writeFuture });
  return future;
}

function fileFuture(caller: string, path: unknown, as: InputNode["as"]): Future<unknown> {
  if (!(path instanceof URL) && (typeof path !== "string" || path === "")) {
    throw badInputPath(caller, path === "" ? "an empty string" : typeof path);
  }
  const { runtime } = ambient();
  const absolute = absPath(path instanceof URL ? path.href : path, runtime.root);
  return new Future(inputNode(runtime, absolute, as), null);
}

/** An input file as it is now. */
export function inputNode(runtime: Runtime, path: AbsPath, as: InputNode["as"]): InputNode {
  const { content, stat } = runtime.file(path);
  const name = relPath(path, runtime.root) ?? basename(path);
  return { kind: "input", seq: nextSeq(), path, name, as, content, stat };
}
