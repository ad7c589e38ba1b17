/** A run that is kept in the log, also if its process doesn't live to its end. */

import { type BegunRun, leaveMark, LIBRARY, recordUnended } from "../cache/run_marks.ts";
import { sha256 } from "../hash/digest.ts";
import type { Summary } from "../run/event.ts";
import type { RunOptions } from "../run/host.ts";
import { nowMicros } from "../run/record.ts";
import { type AbsPath, fileURLToPath, relPath } from "../util/path.ts";
import { RunCommit } from "./run_commit.ts";
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

/**
 * `project.run()`: runs, and keeps a record of it like that of a run of the command line; but of those that had
 * nothing to do only the first of each graph in this process: a server may ask a thousand times a
 * second for what is there.
 */
export async function runRecorded(
  session: Session,
  fn: () => unknown,
  options: Partial<RunOptions>,
): Promise<{ readonly value: unknown; readonly summary: Summary }> {
  const record = new RecordedRun(session, describe(session, fn.name));
  const scope = session.openRun({ ...options, onFirstBody: () => record.begin() });
  let value: unknown;
  try {
    ({ value } = await session.runIn(scope, fn));
  } catch (error) {
    const summary = scope.summary();
    // why it failed is what the caller is to hear
    await record.end(scope, { exitCode: summary.interrupted ? 130 : 1, summary }).catch(() => {});
    throw error;
  }
  const summary = scope.summary();
  const isFirst = isNew(session, [fn.name, ...scope.hashes()].join());
  if (isFirst || summary.run > 0) await record.end(scope, { exitCode: 0, summary });
  return { value, summary };
}

/** What the log says of it: the program's main module and the function's name, as `file#export`. */
function describe(session: Session, name: string): RunToRecord {
  return {
    command: LIBRARY,
    target: `${mainModule(session.root)}#${name || "run"}`,
    commit: session.stores ? commitOf(session.root) : undefined,
  };
}

function mainModule(root: AbsPath): string {
  const url = Deno.mainModule;
  if (!url.startsWith("file:")) return url;
  const path = fileURLToPath(url) as AbsPath;
  return relPath(path, root) ?? path;
}

/** The commit that this process's code is of, by root. */
const commits = new Map<AbsPath, string | undefined>();

function commitOf(root: AbsPath): string | undefined {
  if (!commits.has(root)) commits.set(root, new RunCommit(root).commit);
  return commits.get(root);
}

/** Digests of functions' graphs that were recorded. */
const graphs = new WeakMap<Session, Set<string>>();

function isNew(session: Session, graph: string): boolean {
  const known = graphs.get(session) ?? new Set();
  graphs.set(session, known);
  const { size } = known;
  return known.add(sha256(graph)).size > size;
}
