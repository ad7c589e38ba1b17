/** What a cache knows of earlier calls of a task, so that a rerun can say what changed. Types only. */

import type { MerkleHash } from "../hash/digest.ts";

/** A stored call, as far as it can be compared with another. */
export interface PastCall {
  /** The Future's. */
  readonly hash: MerkleHash;
  /** JSON of the out's key. */
  readonly out: string;
  /** Hash of the code and its dependencies. */
  readonly depsHash: string;
  /** JSON: parameter -> hash. */
  readonly args: string | null;
  /** Milliseconds that the body took. */
  readonly duration: number;
  /** Microseconds since the epoch when the body ended. */
  readonly created: number;
}

/** Answers about the past, many at once; never asked by a run that has nothing to do. */
export interface History {
  /** For each task id, its newest entries, newest first, at most `limit` of them. */
  calls(taskIds: readonly string[], limit: number): Promise<PastCall[][]>;
  /**
   * Of the calls of a task that were made before a time (microseconds since the epoch), the newest,
   * newest first. May miss some that were made again since.
   */
  callsBefore(taskId: string, time: number, limit: number): Promise<PastCall[]>;
  /**
   * The newest calls with this deps hash, newest first, whatever their task's id: of a task that was
   * renamed or moved. May look at the newest entries only.
   */
  callsOfCode(depsHash: string, limit: number): Promise<PastCall[]>;
  /** Hashes of entries that begin with these hex digits, in their order. */
  withPrefix(prefix: string, limit: number): Promise<MerkleHash[]>;
  /** The newest deps hashes, of whatever task, newest first. */
  newestDeps(limit: number): Promise<string[]>;
  /** The JSON dictionaries of deps hashes; undefined where none is kept. */
  deps(hashes: readonly string[]): Promise<(string | undefined)[]>;
  /** Whether there is an entry with this deps hash, whatever its task's id. May read everything. */
  hasDeps(hashes: readonly string[]): Promise<boolean[]>;
}
