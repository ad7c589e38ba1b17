/** What a Future stands for: the nodes of the graph. Frozen in meaning, tagged by kind. */

import type { Place } from "../error/place.ts";
import type { FileStat } from "../file/types.ts";
import type { Serializer } from "../codec/codec.ts";
import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import type { AbsPath } from "../util/path.ts";
import type { Future } from "./future.ts";
import type { TaskInfo } from "./task_info.ts";

/** The name of one value of a call: null when the task has a single one. */
export type OutKey = null | number | string;

/** One call of a batch: those of its items that have no values yet are made by one body. */
export interface BatchCall {
  readonly name: string;
  /** `file#binding`. */
  readonly taskId: string;
  readonly place: Place | undefined;
  /** How many of an item's arguments are its own; those behind them are shared by all items. */
  readonly own: number;
  /** Whether an item is the one argument itself, not a list of arguments. */
  readonly bare: boolean;
  /** Gives the values of a list of items. */
  readonly fn: (...args: unknown[]) => unknown;
}

/** A call of a task: what it was called with, taken at the call. */
export interface CallNode {
  readonly kind: "call";
  /** Order of creation in the process; parents have smaller numbers than their children. */
  readonly seq: number;
  readonly info: TaskInfo;
  readonly args: readonly unknown[];
  /** The Futures among the slots, in order. */
  readonly parents: readonly Future<unknown>[];
  /** The parents whose hashes count: all but those inside ignored arguments. */
  readonly counted: readonly Future<unknown>[];
  /** Hash of the arguments with a slot in the place of each Future. */
  readonly skeleton: string;
  readonly argsHash: string;
  /** The keys of its outs; `[null]` for a task with a single value. */
  readonly outs: readonly OutKey[];
  /** The call of a batch that it is an item of. */
  readonly batch: BatchCall | undefined;
}

/** How `readFuture` gives a file's content. */
export type InputAs = "text" | "bytes" | "json" | "lines";

/** A file's content, or with `as: "path"` the path of a file together with its content. */
export interface InputNode {
  readonly kind: "input";
  readonly seq: number;
  readonly path: AbsPath;
  /** As it enters keys: relative to the root; the base name of a file outside. */
  readonly name: string;
  readonly as: InputAs | "path";
  readonly content: ContentHash;
  readonly stat: FileStat;
}

/** A file or folder that was looked at. */
export interface SeenFile {
  readonly path: string;
  /** For people. */
  readonly name: string;
  readonly stat: FileStat;
}

/** A tracked file or folder, in the place of the Future that was written to it. */
export interface FileNode {
  readonly kind: "file";
  readonly seq: number;
  readonly path: AbsPath;
  /** Relative to the root; the base name of a file outside. */
  readonly name: string;
  /** Of the file's bytes; of a folder, of its manifest. */
  readonly content: ContentHash;
  readonly stat: FileStat;
  /** Of a folder: the files in it, and the folders below it. */
  readonly files?: readonly SeenFile[];
  /** That of the Future, if the file holds its value without loss. */
  readonly hash: MerkleHash;
  readonly argsHash: string;
  readonly depsHash: string;
  /** What a consumer can see of the value. */
  readonly identity: string;
  /** Makes the value of the file's bytes; undefined if that is the file or folder itself. */
  readonly serializer: Serializer | undefined;
  /** What is stored beside the value, as far as the file's sidecar knows. */
  readonly metadata: unknown;
  /** How its sidecar says the value is stored: what is read is checked against it. */
  readonly recorded?: { readonly codec: string; readonly contentHash: ContentHash } | undefined;
}

export type Node = CallNode | InputNode | FileNode;

let counter = 0;

/** The next number in the order of creation. */
export function nextSeq(): number {
  return counter++;
}
