/** A run that is kept in the log, also if its process doesn't live to its end. */

import { type BegunRun, leaveMark, recordUnended } from "../cache/run_marks.ts";
import type { Summary } from "../run/event.ts";
import { nowMicros } from "../run/record.ts";
import type { RunScope } from "./run_scope.ts";
import type { Session } from "./session.ts";

/** What became of a run. */
export interface RunEnd {
  readonly exitCode: number;
  readonly summary: Summary;
  /** Whether files differed from the commit, if that is known. */
  readonly dirty?: boolean | undefined;
}

/** What is known before a run begins: all but when it does. */
export type RunToRecord = Omit<BegunRun, "started">;

/** One run on its way into the log. */
export class RecordedRun {
  readonly #session: Session;
  readonly #run: BegunRun;
  #unmark: (() => void) | undefined;
  #begun = false;

  /** It begins now. */
  constructor(session: Session, run: RunToRecord) {
    this.#session = session;
    this.#run = { ...run, started: nowMicros() };
  }

  /**
   * A body is about to start; to be called as often as one likes. From now on others can tell if this
   * process is killed, and what is left of those that were is put into the log. A run with nothing to
   * do does none of this.
   */
  begin(): void {
    const { folder, cache } = this.#session;
    if (this.#begun || folder === undefined) return;
    this.#begun = true;
    void recordUnended(folder, cache);
    this.#unmark = leaveMark(folder, this.#run);
  }

  /** Keeps a record of it. */
  async end(scope: RunScope, { exitCode, summary, dirty }: RunEnd): Promise<void> {
    const { stores, cache } = this.#session;
    if (!stores) return;
    const { cached, run, failed, duration } = summary;
    await cache.recordRun({
      ...this.#run,
      ...{ duration, exitCode, dirty },
      counts: { cached, run, failed },
      calls: scope.calls(),
    }, scope.hashes());
    this.#unmark?.();
  }
}
