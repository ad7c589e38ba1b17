/** What a run tells: one union, so that a reporter is an exhaustive switch. Types only. */

import type { MerkleHash } from "../hash/digest.ts";
import type { MerklError } from "../error/merkl_error.ts";
import type { RunReason } from "./reason.ts";

/** Names a task's call in an event. */
export interface Subject {
  readonly task: string;
  readonly hash: MerkleHash;
}

export type Event =
  /** A body starts. */
  | { readonly kind: "start"; readonly subject: Subject; readonly reason: RunReason }
  /** A body ended and its values are committed. Duration in milliseconds. */
  | { readonly kind: "done"; readonly subject: Subject; readonly duration: number }
  /** An upstream edit gave the same values: nothing runs. */
  | { readonly kind: "kept"; readonly subject: Subject }
  /** A body threw, or its value could not be kept. */
  | { readonly kind: "failed"; readonly subject: Subject; readonly error: unknown }
  /** A tracked file was brought up to date. */
  | { readonly kind: "output"; readonly path: string; readonly how: "written" | "restored" | "unchanged" }
  /** Something worth saying once. */
  | { readonly kind: "warning"; readonly message: string };

/** Told everything that happens in a run. */
export interface Reporter {
  event(event: Event): void;
  /** The run is over. */
  end(summary: Summary): void;
}

/** What became of the calls of a run. */
export interface Summary {
  /** Calls in the graph. */
  readonly tasks: number;
  readonly cached: number;
  /** Bodies that ran to their end. */
  readonly run: number;
  readonly failed: number;
  /** Calls that were needed but not reached. */
  readonly blocked: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly failures: readonly MerklError[];
}
