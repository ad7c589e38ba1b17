/** What a run tells: one union, so that a reporter is an exhaustive switch. Types only. */

import type { MerkleHash } from "../hash/digest.ts";
import type { MerklError } from "../error/merkl_error.ts";
import type { Counts } from "./counts.ts";
import type { RunReason } from "./reason.ts";

/** Names a task's call in an event. */
export interface Subject {
  /** Its name. */
  readonly task: string;
  /** Of the call, or of its first out. */
  readonly hash: MerkleHash;
}

/** Something that happened in a run; `kind` says what. */
export type Event =
  /** How much there is to do so far: calls that were found in the cache, and those to be decided or run. */
  | { readonly kind: "plan"; readonly cached: number; readonly wanted: number }
  /**
   * A body starts; `expected` is how long it took the last time, in milliseconds; `calls`, here and
   * below, how many items of a batch it makes.
   */
  | {
    readonly kind: "start";
    readonly subject: Subject;
    readonly reason: RunReason;
    readonly expected?: number | undefined;
    readonly calls?: number;
  }
  /** How far a body says that it is. */
  | {
    readonly kind: "progress";
    readonly subject: Subject;
    readonly done: number;
    readonly total: number | undefined;
  }
  /** A line that a body printed, or said by `context().log()`. */
  | {
    readonly kind: "log";
    readonly subject: Subject;
    readonly line: string;
    readonly how: "printed" | "said";
  }
  /** A body failed and is tried again in `wait` milliseconds; `number` is 1 for its first try. */
  | {
    readonly kind: "retry";
    readonly subject: Subject;
    readonly error: unknown;
    readonly number: number;
    readonly retries: number;
    readonly wait: number;
  }
  /** A body ended and its values are committed. Duration in milliseconds. */
  | {
    readonly kind: "done";
    readonly subject: Subject;
    readonly duration: number;
    readonly calls?: number;
  }
  /** A body was told to end and returned early: its value is good for this run only. */
  | {
    readonly kind: "partial";
    readonly subject: Subject;
    readonly duration: number;
    readonly calls?: number;
  }
  /** Another process runs a body, among others perhaps, and its value is waited for. */
  | { readonly kind: "waiting"; readonly subject: Subject; readonly pid: number }
  /** The run is told to end: no new body starts. */
  | { readonly kind: "stopping" }
  /** An upstream edit gave the same values: nothing runs. */
  | { readonly kind: "kept"; readonly subject: Subject }
  /** A body threw, or its value could not be kept. */
  | {
    readonly kind: "failed";
    readonly subject: Subject;
    readonly error: unknown;
    readonly calls?: number;
  }
  /** A tracked file was brought up to date. */
  | {
    readonly kind: "output";
    readonly path: string;
    readonly how: "written" | "restored" | "unchanged";
  }
  /** Something worth saying once. */
  | { readonly kind: "warning"; readonly message: string };

/** Told everything that happens in a run. */
export interface Reporter {
  /**
   * Whether it shows what bodies print, by `log` events, or leaves it out. Else bodies print as they
   * would without merkl. What they print is kept either way.
   * @default {false}
   */
  readonly takesOutput?: boolean;
  /** Called at once, in order; must not throw. */
  event(event: Event): void;
  /**
   * A body ended: what it gave is being committed, until an event says that it is done. Called for
   * each, by the hash in the subject of its start; must not throw.
   */
  ended?(hash: MerkleHash): void;
  /** The run is over. */
  end(summary: Summary): void;
}

/** Calls that were needed but not reached. */
export interface Blocked {
  /** The task that failed; null for those that wait for no failure and just were not begun. */
  readonly by: string | null;
  /** How many calls of which tasks, in the order of the code. */
  readonly tasks: readonly { readonly task: string; readonly calls: number }[];
}

/** A body that failed. */
export interface Failure extends Subject {
  /** What it failed with. */
  readonly error: MerklError;
}

/** What became of the calls of a run. */
export interface Summary extends Counts {
  /** Whether it was told to end before it had. */
  readonly interrupted: boolean;
  /** Which calls are blocked, and because of what. */
  readonly blockedBy: readonly Blocked[];
  /** Milliseconds. */
  readonly duration: number;
  /** In the order in which they happened. */
  readonly failures: readonly Failure[];
}
