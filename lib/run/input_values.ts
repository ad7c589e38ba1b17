/** The values of input files: read when a body needs them, checked against the hash in its key. */

import { contentHash } from "../hash/digest.ts";
import { placeAt } from "../error/place.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { sidecarDamaged } from "../error/sidecar_errors.ts";
import { inputChanged, unreadableInput } from "../error/task_errors.ts";
import type { Serializer } from "../codec/codec.ts";
import { codecId, dumpWith, serializerFor } from "../codec/registry.ts";
import { sidecarPath } from "../file/sidecar.ts";
import { sameStat } from "../file/stat_memo.ts";
import { displayPath } from "../util/path.ts";
import { fromUtf8 } from "../util/bytes.ts";
import type { FileNode, InputAs, InputNode } from "../graph/node.ts";
import { JsonSyntaxError, parseJsonc } from "../source/jsonc.ts";
import type { FileStat } from "../file/types.ts";
import { DirRef } from "../task/dir_ref.ts";
import { FileRef } from "../task/file_ref.ts";
import { rememberedFiles } from "../task/ref_values.ts";
import type { Held, Job } from "./job.ts";

/**
 * Reads an input; a file that is no longer what its key says is refused, and one whose sidecar tells
 * of another value than it holds.
 */
export function loadInput(node: InputNode | FileNode): Held {
  const itself = valueItself(node);
  if (itself !== undefined) return { bytes: undefined, value: itself, hasValue: true };
  const bytes = readWhole(node);
  if (bytes === undefined || contentHash(bytes) !== node.content) {
    throw inputChanged(node.name, "the run");
  }
  if (node.kind === "file") checkRecorded(node, bytes);
  return node.kind === "input" && node.as === "text"
    ? { bytes: undefined, value: decodeInput(bytes, node), hasValue: true }
    : { bytes, value: undefined, hasValue: false };
}

/** Refuses a value that its sidecar doesn't tell of. What a codec of the user's stored can't be seen. */
function checkRecorded({ serializer, recorded, content, path, name }: FileNode, bytes: Uint8Array) {
  if (recorded === undefined || serializer === undefined) return;
  const { codec, contentHash: expected } = recorded;
  const own = codecId(serializer) === codec;
  if (own && expected === content) return;
  const encoder = own ? serializer : builtIn(codec);
  if (encoder === undefined) return;
  const found = hashAs(encoder, serializer.loads(bytes));
  if (found === expected) return;
  throw sidecarDamaged(
    displayPath(sidecarPath(path)),
    `value.contentHash is ${expected}, but the value in ${name} has ${found} as ${codec}`,
  );
}

function builtIn(codec: string): Serializer | undefined {
  try {
    const found = serializerFor(codec.replace(/@\d+$/, ""));
    return codecId(found) === codec ? found : undefined;
  } catch {
    return undefined;
  }
}

function hashAs(encoder: Serializer, value: unknown): string {
  try {
    return contentHash(dumpWith(encoder, value));
  } catch (error) {
    if (isMerklError(error)) return "no form";
    throw error;
  }
}

/** The value of a file that is not read. */
function valueItself(node: InputNode | FileNode): unknown {
  if (node.kind === "input") return node.as === "path" ? node.path : undefined;
  // what a body returns of it is copied into the cache
  if (node.serializer !== undefined) return undefined;
  return (node.files === undefined ? FileRef : DirRef).given(node.path);
}

function readWhole(node: InputNode | FileNode): Uint8Array | undefined {
  try {
    return Deno.readFileSync(node.path);
  } catch {
    return undefined;
  }
}

/** A fresh value of an input's bytes. */
export function decodeInput(bytes: Uint8Array, node: InputNode | FileNode): unknown {
  if (node.kind === "file") return node.serializer!.loads(bytes);
  const as = node.as as InputAs;
  try {
    if (as === "bytes") return bytes.slice();
    if (as === "text") return fromUtf8(bytes);
    return as === "json" ? JSON.parse(fromUtf8(bytes)) : serializerFor("lines").loads(bytes);
  } catch (cause) {
    throw unreadableInput(node.name, as, faultOf(cause, bytes, node));
  }
}

/** What is wrong with a file's content, and where, as far as can be told. */
function faultOf(cause: unknown, bytes: Uint8Array, node: InputNode) {
  if (node.as !== "json" || !(cause instanceof SyntaxError)) return { cause, place: undefined };
  const text = fromUtf8(bytes);
  try {
    parseJsonc(text);
  } catch (error) {
    // its words name the place, unlike those of the engine
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { cause: error, place: placeAt(node.path, text, error.offset) };
  }
  return { cause, place: undefined };
}

/** Where the files and folders are that bodies were given from disk. */
export function inputPaths(jobs: readonly Job[]): Set<string> {
  const paths = new Set<string>();
  for (const { node, parents } of jobs) {
    if (node.kind === "call") {
      for (const { path } of rememberedFiles(node.args)) paths.add(path);
    }
    for (const { job: { node: parent } } of parents) {
      if (parent.kind === "call") continue;
      paths.add(parent.path);
      if (parent.kind === "file") parent.files?.forEach(({ path }) => paths.add(path));
    }
  }
  return paths;
}

/** Refuses to go on if an input of a job has been touched since its key was made. */
export function checkInputs(job: Job, statOf: (path: string) => FileStat | undefined): void {
  const { node } = job;
  const check = (file: { path: string; name: string; stat: FileStat }) => {
    const now = statOf(file.path);
    if (now !== undefined && sameStat(now, file.stat)) return;
    throw inputChanged(file.name, node.kind === "call" ? node.info.name : "the run");
  };
  for (const { job: { node } } of job.parents) {
    if (node.kind !== "call") check(node);
    if (node.kind === "file") node.files?.forEach(check);
  }
  if (node.kind === "call") { for (const file of rememberedFiles(node.args)) check(file); }
}
