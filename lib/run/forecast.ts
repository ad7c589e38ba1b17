/** What a run would do. Types only. */

import type { MerkleHash } from "../hash/digest.ts";
import type { DependsReason, KeptReason, RunReason } from "./reason.ts";

/**
 * - `cached`: its value stands
 * - `runs`: its body would run
 * - `may-run`: that depends on values which aren't known yet
 * - `not-needed`: its value is gone, but nobody asks for it
 */
export type ForeseenState = "cached" | "runs" | "may-run" | "not-needed";

/** A call that a run would meet. */
export interface ForeseenTask {
  readonly task: string;
  readonly hash: MerkleHash;
  readonly state: ForeseenState;
  /** Absent for what is cached under its own hash. */
  readonly reason: RunReason | DependsReason | KeptReason | undefined;
  /** Milliseconds that its body will take, by what is stored; undefined if it never ran. */
  readonly expected: number | undefined;
}

/** How long what is to be done will take. */
export interface Estimate {
  /** Milliseconds, of those bodies that ran before. */
  readonly expected: number;
  /** How many bodies never ran before, so that nothing is known about their time. */
  readonly unknown: number;
}

/** What a run would do. */
export interface Forecast {
  /** In the order in which they would run. */
  readonly tasks: readonly ForeseenTask[];
  /** All that runs. */
  readonly sure: Estimate;
  /** All that runs or may run. */
  readonly most: Estimate;
  /** The task whose value the pipeline itself needs to go on: what follows can't be foreseen. */
  readonly waitsFor: string | undefined;
}
