/**
 * A graph as it is shown: what was wired, and what a run would do with it. Plain data, and the same
 * as its JSON, which `docs/dag.schema.json` describes. Types only.
 */

/** Version of the format; fields may be added without a new one. */
export type ViewVersion = 1;

/** A place in a file; the file relative to the root. */
export interface ViewPlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** What all calls of a task have in common. */
export interface ViewTask {
  readonly name: string;
  /** `file#binding`. */
  readonly id: string;
  readonly place: ViewPlace | null;
  readonly signature: string;
  /** The body as it is written. */
  readonly code: string;
  readonly deps_hash: string;
  /** All that is in `deps_hash`: name -> hash, options as JSON. */
  readonly deps: Readonly<Record<string, string>>;
}

/** A call of a `pipeline()`. */
export interface ViewGroup {
  readonly name: string;
  readonly place: ViewPlace | null;
  /** Number of the group in which it was called, which comes before it. */
  readonly parent: number | null;
}

/** Which value of a call: null for its only one. */
export type ViewOut = null | number | string;

/** One value of a call. */
export interface ViewValue {
  readonly out: ViewOut;
  readonly hash: string;
  /** What is stored; null if nothing. */
  readonly entry: ViewEntry | null;
}

/** What the index knows of a value. */
export interface ViewEntry {
  readonly content_hash: string;
  readonly codec: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds that the body took. */
  readonly duration: number;
  /** When the body ended, in microseconds since the epoch. */
  readonly created: number;
}

/** A constant argument; Futures are edges. */
export interface ViewArg {
  /** Null for a parameter that is a pattern. */
  readonly name: string | null;
  /** Shortened; of an object without the properties that are Futures. */
  readonly value: string;
  /** Whether it is in the hash. */
  readonly counts: boolean;
}

/** As a dry run has it. */
export type ViewState = "cached" | "runs" | "may-run" | "not-needed";

/** Why a call would run, or stands: `kind` and more as `merkl run -n --json` has it. */
export interface ViewReason {
  readonly kind: string;
  /** As people read it. */
  readonly text: string;
  readonly [more: string]: unknown;
}

/** A call of a task. */
export interface TaskNode {
  readonly kind: "task";
  /** Number of its task. */
  readonly task: number;
  /** Number of its group. */
  readonly group: number | null;
  /** Name of the batch that it is an item of. */
  readonly batch: string | null;
  /** Of its first value. */
  readonly hash: string;
  readonly args_hash: string;
  readonly args: readonly ViewArg[];
  readonly values: readonly ViewValue[];
  readonly state: ViewState;
  readonly reason: ViewReason | null;
  /** Milliseconds that its body will take, by what is stored; null if it never ran. */
  readonly expected_ms: number | null;
}

/** A file that is read. */
export interface InputNode {
  readonly kind: "input";
  /** `text`, `bytes`, `json`, `lines`, `path`, or `tracked` for `Future.fromFile()`. */
  readonly as: string;
  readonly path: string;
  readonly hash: string;
  readonly content_hash: string;
}

/** A file that is written. */
export interface OutputNode {
  readonly kind: "output";
  readonly path: string;
  /** Of the value that goes there. */
  readonly hash: string;
  readonly state: "up-to-date" | "write" | "may-write";
}

export type ViewNode = TaskNode | InputNode | OutputNode;

/** A value on its way. */
export interface ViewEdge {
  /** Number of the node that it comes from. */
  readonly from: number;
  /** Which of its values. */
  readonly out: ViewOut;
  /** Number of the node that it goes to. */
  readonly to: number;
  /** The parameter, or a property of it: `opts.rows`; null for an output. */
  readonly arg: string | null;
}

/** The whole graph. Numbers are positions in these lists. */
export interface GraphView {
  readonly version: ViewVersion;
  /** `file#export`. */
  readonly pipeline: string;
  /** The task whose value the pipeline itself needs to go on: what follows isn't known. */
  readonly waits_for: string | null;
  readonly tasks: readonly ViewTask[];
  readonly groups: readonly ViewGroup[];
  /** Calls and inputs in the order in which the code makes them, then outputs. */
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
}
