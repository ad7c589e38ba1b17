/** A run that a program asks for, by `project.run()`. */

import { LIBRARY } from "../cache/run_words.ts";
import type { Summary } from "../run/event.ts";
import { sha256 } from "../hash/digest.ts";
import type { RunOptions } from "../run/host.ts";
import { type AbsPath, fileURLToPath, relPath } from "../util/path.ts";
import { RecordedRun, type RunToRecord } from "./recorded_run.ts";
import { RunCommit } from "./run_commit.ts";
import type { Session } from "./session.ts";

/**
 * Runs, and keeps a record of it like that of a run of the command line; but of those that had
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
