/** A graph as JSON, from which its Futures are made again. Types only. */

import type { GraphRead, TrackedRead } from "../graph/construction.ts";
import type { InputNode, OutKey } from "../graph/node.ts";
import type { Place } from "../error/place.ts";

/** A Future: the number of its node, and which value of it. */
export type SavedFuture = readonly [node: number, out: OutKey];

/** What stands in a slot of an encoded value. */
export type SavedSlot =
  | { readonly future: SavedFuture }
  /** A task, batches not included. */
  | { readonly task: number }
  /** A file or folder on disk. */
  | { readonly file: string }
  | { readonly folder: string };

/** Plain data in the canonical encoding (hex), and what stands in its slots. */
export interface SavedValue {
  readonly data: string;
  readonly slots: readonly SavedSlot[];
}

/** A node; `hash` is what it must come to when it is made again. */
export type SavedNode =
  | {
    readonly kind: "call";
    readonly task: number;
    readonly args: SavedValue;
    /** Its args hash. */
    readonly hash: string;
    /** Number of the call of a batch. */
    readonly batch?: number;
  }
  | {
    readonly kind: "input";
    readonly path: string;
    readonly as: InputNode["as"];
    /** The content hash. */
    readonly hash: string;
  }
  | TrackedRead
  /** Of a Future that the pipeline was given. */
  | { readonly kind: "given"; readonly at: number };

/** A Future that is given an output. */
export interface SavedOutput {
  readonly future: SavedFuture;
  readonly path: string;
  readonly sidecar: boolean;
  readonly serializer: string | null;
  readonly place: Place | null;
}

/** All that a pipeline built. Paths are absolute. */
export interface SavedGraph {
  /** The project's root: somewhere else, as after copying the folder, other files are meant. */
  readonly root: string;
  /** Code hash of the pipeline. */
  readonly code: string;
  /** Whether it returned a promise. */
  readonly later: boolean;
  /** Task ids and deps hashes. */
  readonly tasks: readonly (readonly [taskId: string, depsHash: string])[];
  /** For each call of a batch, the batch's id and the number of its task. */
  readonly batches: readonly (readonly [taskId: string, task: number])[];
  /** Parents before children. */
  readonly nodes: readonly SavedNode[];
  readonly result: SavedValue;
  readonly outputs: readonly SavedOutput[];
  /** Futures whose values were asked for, and hashes of these. */
  readonly evaluated: readonly (readonly [SavedFuture, hash: string])[];
  readonly reads: readonly GraphRead[];
}
