/** Executors run bodies. Types only. */

import type { MerkleHash } from "../hash/digest.ts";

/** One execution of a body. */
export interface ExecutorJob {
  /** The Merkle hash of its first out. */
  readonly hash: MerkleHash;
  /** `file#binding`. */
  readonly taskId: string;
  /** Runs the body in this process, with its own copies of the arguments. */
  readonly body: () => unknown;
  /** Aborted when the body is to end. */
  readonly signal: AbortSignal;
}

/** Where bodies run. */
export interface Executor {
  /** As errors name it. */
  readonly name: string;
  /** Runs a body; gives what it returned, or a promise of it. */
  submit(job: ExecutorJob): unknown;
  /** Asks a running body to end. */
  cancel(hash: MerkleHash): void;
}
