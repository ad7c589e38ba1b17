/** Groups writes into transactions: a commit costs as much as ten rows. */

import { cacheChangeFailed, cacheWriteFailed } from "../error/cache_errors.ts";
import { isMerklError } from "../error/merkl_error.ts";
import type { Connection } from "./connection.ts";
import { faultOf, isDamage } from "./sqlite_fault.ts";

/** Milliseconds that a write may wait for others. */
const MAX_WAIT = 20;
/**
 * Rows that one transaction may hold, about 40 ms. Fewer cost more each, since a commit writes every
 * page that it touched; more keep the event loop and other processes waiting.
 */
const MAX_ROWS = 4000;

/** A change of the database, run inside a transaction; may be run twice if the first one fails. */
export type Write = () => void;

interface Batch {
  readonly writes: Write[];
  rows: number;
  /** Whether somebody awaits the outcome. */
  awaited: boolean;
  readonly since: number;
  /** Set once somebody waits: quiet writes can wait for the next one, or for the end. */
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly done: PromiseWithResolvers<void>;
}

/** How a write is grouped. */
export interface Grouping {
  /** Rows that the write makes. */
  readonly rows: number;
  /** Commit at once, with all that waits. */
  readonly urgent?: boolean | undefined;
}

/** Runs writes in the order of the calls, many in one transaction. */
export class GroupWriter {
  readonly #connection: Connection;
  #batch: Batch | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether something is to be written yet. */
  get waits(): boolean {
    return this.#batch !== undefined;
  }

  /** Adds a write; resolves when it is committed, rejects if its transaction failed. */
  add(write: Write, grouping: Grouping): Promise<void> {
    const batch = this.#put(write, grouping.rows);
    batch.awaited = true;
    // The timer alone is not enough: synchronous bodies keep the event loop from running it.
    const due = grouping.urgent === true || batch.rows >= MAX_ROWS ||
      performance.now() - batch.since >= MAX_WAIT;
    if (due) this.#commit();
    else batch.timer ??= setTimeout(() => this.#commit(), MAX_WAIT);
    return batch.done.promise;
  }

  /** Adds a write that nobody waits for; if it fails that is told as a problem. */
  addQuietly(write: Write): void {
    if (this.#connection.readOnly) return;
    if (this.#put(write, 1).rows >= MAX_ROWS) this.#commit();
  }

  /** Commits what waits, then runs `work` in a transaction of its own and gives its result. */
  now<T>(work: () => T): T {
    this.#commit();
    return this.#transaction(work, cacheChangeFailed);
  }

  /** Commits what waits; rejects if that fails. */
  flush(): Promise<void> {
    const batch = this.#batch;
    if (batch === undefined) return Promise.resolve();
    batch.awaited = true;
    this.#commit();
    return batch.done.promise;
  }

  #put(write: Write, rows: number): Batch {
    this.#batch ??= this.#begin();
    this.#batch.writes.push(write);
    this.#batch.rows += rows;
    return this.#batch;
  }

  #begin(): Batch {
    const done = Promise.withResolvers<void>();
    // A batch of quiet writes has nobody to catch its failure.
    done.promise.catch(() => {});
    return {
      writes: [],
      rows: 0,
      awaited: false,
      since: performance.now(),
      timer: undefined,
      done,
    };
  }

  #commit(): void {
    const batch = this.#batch;
    if (batch === undefined) return;
    this.#batch = undefined;
    // Deno loads timers when they are first named, which a run with nothing to do needn't
    if (batch.timer !== undefined) clearTimeout(batch.timer);
    try {
      this.#transaction(() => {
        for (const write of batch.writes) write();
      }, cacheWriteFailed);
      batch.done.resolve();
    } catch (error) {
      if (!batch.awaited) this.#connection.onProblem(String((error as Error).message));
      batch.done.reject(error);
    }
  }

  #transaction<T>(work: () => T, failure: typeof cacheWriteFailed): T {
    for (let damages = 0;; damages++) {
      try {
        return this.#attempt(work);
      } catch (error) {
        if (!isDamage(error) || damages === 2) throw this.#failed(error, failure);
      }
      try {
        this.#connection.replace(damages > 0);
      } catch (error) {
        throw this.#failed(error, failure);
      }
    }
  }

  #failed(error: unknown, failure: typeof cacheWriteFailed): Error {
    return isMerklError(error) ? error : failure(this.#connection.path, faultOf(error), error);
  }

  #attempt<T>(work: () => T): T {
    const connection = this.#connection;
    connection.follow();
    connection.sql("BEGIN IMMEDIATE").run();
    try {
      connection.forgetRemovedIds();
      const result = work();
      connection.sql("COMMIT").run();
      return result;
    } catch (error) {
      // Ids found in this transaction may be gone with it.
      connection.ids.clear();
      try {
        connection.sql("ROLLBACK").run();
      } catch {
        // SQLite rolls back by itself after some errors
      }
      throw error;
    }
  }
}
