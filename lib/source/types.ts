/**
 * What `source/` tells the rest: hashes and reasons, never syntax trees. Types only.
 */

import type { CodeHash } from "../hash/digest.ts";
import type { AbsPath } from "../util/path.ts";
import type { Place } from "../error/place.ts";

/** How far a task's dependencies are followed. */
export type HashMode = "deps" | "module" | "function";
/** Whether layout, comments and types count. */
export type CodeMode = "normalized" | "exact";

/** A frame of the stack at which `task()` was called, nearest first. */
export interface Frame {
  /** Absolute path or URL. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, UTF-16 units. */
  readonly column: number;
}

/** Where in a call of `task()` or of a task a function stands. */
export type HandedAs =
  | { readonly kind: "body" }
  /** In the options: `["deps", "parse"]`. */
  | { readonly kind: "option"; readonly path: readonly string[] }
  /** Among the arguments of a task. */
  | { readonly kind: "argument"; readonly index: number }
  /** In a value that stands in any of these places. */
  | { readonly kind: "within" };

export interface AnalyzeRequest {
  /** The user's raw function. */
  readonly fn: (...args: never[]) => unknown;
  /** Frames of the call of `task()` (or batch, pipeline), nearest first, merkl's own left out. */
  readonly frames: readonly Frame[];
  readonly hashMode: HashMode;
  readonly code: CodeMode;
  /** What the function is of the call that the first frame points to. @default {{ kind: "body" }} */
  readonly as?: HandedAs;
  /**
   * The keys of the `deps` option, whose values are hashed elsewhere. What their names stand for is
   * read from the source text of the option if that is certain: captured variables and impure module
   * constants that are named there are not refused.
   */
  readonly deps?: readonly string[];
  /** The `env` option: names of variables whose values are hashed elsewhere. */
  readonly env?: readonly string[];
  /** Frames of the call that was given the options, if that is another one than the body's. */
  readonly optionFrames?: readonly Frame[];
  /** `version` or `hashKey` is set: locate and read the signature, but follow no dependencies. */
  readonly pinned: boolean;
  /** It builds a graph: say what it reads that merkl can't see. @default {false} */
  readonly builds?: boolean;
}

/** One parameter of a function, as written. */
export interface Param {
  /** Its name; for a destructuring pattern `arg2` (its 0-based position). */
  readonly name: string;
  readonly optional: boolean;
  readonly rest: boolean;
  /** The source text of its declared type, if any. */
  readonly type?: string;
  /** The source text of its default, if any. */
  readonly default?: string;
  /** What an object pattern takes out of it; absent for anything else, and with a rest or computed keys. */
  readonly members?: readonly { readonly name: string; readonly default?: string }[];
}

/** What `outs: "infer"` reads from the return statements. */
export type InferredOuts =
  | { readonly kind: "tuple"; readonly length: number }
  | { readonly kind: "record"; readonly keys: readonly string[] }
  | { readonly kind: "none"; readonly why: string; readonly place: Place };

/** A dependency that was followed. */
export interface Dep {
  /** As shown to people and as key of the entry's `deps` JSON: `helper`, `lib/x.ts#helper`, `npm:zod@4.6.7`. */
  readonly name: string;
  readonly kind:
    | "function"
    | "class"
    | "constant"
    | "variable"
    | "enum"
    | "module"
    | "package"
    | "asset"
    | "body";
  readonly hash: string;
  readonly place?: Place;
  /** Of a package. */
  readonly version?: string;
}

/** Something equal in every call that can't be followed; said once. */
export interface SourceWarning {
  readonly code: string;
  readonly message: string;
  readonly place?: Place;
}

/** A call of `batch(task, fn)` at the top level of a module. */
export interface BatchSite {
  /** As {@linkcode Analysis.site}. */
  readonly site: string;
  readonly place: Place;
}

/** Something that a function uses and merkl doesn't follow. */
export interface Unfollowed {
  /** `node:fs readFile`, `Deno.env.get("HOME")`. */
  readonly name: string;
  /** `surroundings`: what the body reads of them; `unknown`: what could not be found or read. */
  readonly kind: "builtin" | "merkl" | "surroundings" | "unknown";
  readonly place?: Place;
}

/** What is known of a function. */
export interface Analysis {
  /** Body and, in `deps` mode, all that it depends on; the name and place of the code don't count. */
  readonly codeHash: CodeHash;
  /** Every dependency, the body itself included; sorted by name. */
  readonly deps: readonly Dep[];
  /** What it uses besides, made when asked for; none if the function is pinned. */
  readonly unfollowed: readonly Unfollowed[];
  /** `train`, or what the user's code binds the task to; undefined if it can't be told. */
  readonly binding: string | undefined;
  /** Absolute file in which the body stands; undefined if it can't be located. */
  readonly file: AbsPath | undefined;
  /** Whether the task is bound at module level (then its id is `file#binding`). */
  readonly moduleLevel: boolean;
  /** The call that binds the task: equal for two analyses of one call. */
  readonly site: string | undefined;
  /** The calls of `batch(task, fn)` in the module that binds the task: `fn` counts as its code does. */
  readonly batches: readonly BatchSite[];
  /** Where the body stands. */
  readonly place: Place | undefined;
  /** The body as it is written; as JavaScript shows it where its file can't be had. */
  readonly text: string;
  readonly params: readonly Param[];
  /** The signature as people read it: `(rows: Row[], opts: { lr: number })`. */
  readonly signature: string;
  readonly inferredOuts: InferredOuts;
  readonly warnings: readonly SourceWarning[];
  /**
   * Only if `builds`: why the graph can't stand for the work, since that reads or changes something
   * besides: `it reads Deno.args`.
   */
  readonly unseen?: { readonly what: string; readonly place: Place | undefined };
  /** Canonical texts by their hash, to be kept in the cache's `sources`. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Remembers the analysis of a file by the hash of its content. */
export interface AnalysisMemo {
  /** JSON stored under `key`, or undefined. */
  get(key: string): string | undefined;
  set(key: string, json: string): void;
  /**
   * Forgets what is stored under keys that begin with `prefix`, those that begin with `except` left
   * out; gives how many there were. A memo without it keeps them for as long as it keeps anything.
   */
  forget?(prefix: string, except?: string): number;
}

/** Reads a function's source; one per project. */
export interface SourceReader {
  /**
   * Locates `fn` and hashes what it depends on. Synchronous, so that a Future's hash is known when
   * it is asked for.
   * @throws {MerklError} for what DESIGN section 4 refuses (captured variables, impure constants, ...)
   */
  analyze(request: AnalyzeRequest): Analysis;
}
