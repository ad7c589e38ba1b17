/** The open database, shared by the parts of a cache. */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { cacheReadFailed } from "../error/cache_errors.ts";
import { openSqlite, replaceDamaged } from "./sqlite_open.ts";
import { isDamage } from "./sqlite_fault.ts";

/** Tells the user once that something was damaged; the work goes on. */
export type OnProblem = (message: string) => void;

/** Deno has this method of Node's, but not yet its type. */
type ArrayStatement = StatementSync & { setReturnArrays(enabled: boolean): void };

/** A row as an array of its columns. */
export type Row = readonly unknown[];

/**
 * Holds the database and its prepared statements. If SQLite finds damage while reading, the database
 * is replaced by one with what can be saved of it: the rest is made anew.
 */
export class Connection {
  #db: DatabaseSync;
  #generation: unknown;
  /** Which file was opened. */
  #inode: number | undefined;
  /** Of the file, which rises when another process writes. */
  readonly #version: number | undefined;
  readonly #statements = new Map<string, StatementSync>();
  /** Row ids of `deps` and `tasks` that are known to be committed or in this transaction. */
  readonly ids = new Map<string, number>();

  /** Tells the user once that something was damaged. */
  readonly onProblem: OnProblem;
  /** Whether nothing can be written. */
  readonly readOnly: boolean;

  constructor(
    readonly path: string,
    db: DatabaseSync,
    { onProblem, readOnly = false }: { onProblem: OnProblem; readOnly?: boolean },
  ) {
    this.#db = db;
    this.#inode = inodeOf(path);
    this.onProblem = onProblem;
    this.readOnly = readOnly;
    this.#version = this.#dataVersion();
  }

  /** The prepared statement of an SQL text; its rows are arrays. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      (statement as ArrayStatement).setReturnArrays(true);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  /** Another process may have removed rows of `deps` and `tasks`; inside a transaction. */
  forgetRemovedIds(): void {
    if (this.ids.size === 0) return;
    const generation = this.row("SELECT value FROM care WHERE key = 'generation'")?.[0];
    if (generation !== this.#generation) this.ids.clear();
    this.#generation = generation;
  }

  /** Whether another process has written since this one opened the database. */
  get changedByOthers(): boolean {
    return this.#dataVersion() !== this.#version;
  }

  #dataVersion(): number | undefined {
    try {
      return this.row("PRAGMA data_version")![0] as number;
    } catch {
      return undefined; // damage: whatever reads next comes upon it
    }
  }

  /** All rows of a query. */
  rows(text: string, ...values: Value[]): Row[] {
    return this.sql(text).all(...values) as unknown as Row[];
  }

  /** The first column of all rows of a query. */
  column(text: string, ...values: Value[]): unknown[] {
    return this.rows(text, ...values).map(([value]) => value);
  }

  /** The first row of a query. */
  row(text: string, ...values: Value[]): Row | undefined {
    return this.sql(text).get(...values) as unknown as Row | undefined;
  }

  /**
   * Runs queries; on damage they are run again on the fresh database.
   * @throws {MerklError} `cache-read-failed` if they fail for another reason
   */
  read<T>(work: () => T): T {
    for (let damages = 0;; damages++) {
      try {
        return work();
      } catch (error) {
        const final = this.readOnly || damages === 2;
        if (!isDamage(error) || final) throw cacheReadFailed(this.path, error);
        this.replace(damages > 0);
      }
    }
  }

  /**
   * Sets the damaged database aside and goes on with what could be saved of it; or only opens it again
   * if it is sound by now, unless it is known not to be.
   */
  replace(certain = false): void {
    this.close();
    const opened = replaceDamaged(this.path, certain);
    if (opened.kind === "problem") throw opened.error;
    this.#db = opened.db;
    this.#inode = inodeOf(this.path);
    if (opened.notice !== undefined) this.onProblem(opened.notice);
  }

  /**
   * Opens the database again if another one is in its place: a process that came upon damage has put
   * it there, or somebody has removed the folder. What is written to the old one would be lost.
   */
  follow(): void {
    const inode = inodeOf(this.path);
    if (inode === this.#inode || this.readOnly) return;
    this.close();
    const opened = openSqlite(this.path);
    if (opened.kind === "problem") throw opened.error;
    this.#db = opened.db;
    this.#inode = inodeOf(this.path);
    if (opened.notice !== undefined) this.onProblem(opened.notice);
  }

  close(): void {
    this.#statements.clear();
    this.ids.clear();
    this.#db.close();
  }
}

/** Undefined if the file isn't there, or its system has no such thing. */
function inodeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).ino ?? undefined;
  } catch {
    return undefined;
  }
}

/** What can be bound to a parameter. */
export type Value = null | number | string | Uint8Array;
