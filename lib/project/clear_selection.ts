/** What `merkl clear` is to remove. */

import type { Cache, Run } from "../cache/interfaces.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { clearUnknown } from "../error/care_errors.ts";
import { careOf } from "./care_of.ts";
import { hashesOf, latestRuns, owningRuns } from "./owners.ts";
import { ALL_RUNS } from "./past_entries.ts";
import { targetOf } from "../util/task_id.ts";

/** What is meant. */
export interface ClearFilter {
  /** Relative to the root, and the name of a pipeline or a task in it; undefined for the whole cache. */
  readonly target: { readonly file: string; readonly name: string | undefined } | undefined;
  /** `binding` or `file#binding`. */
  readonly task: string | undefined;
  /** In microseconds since the epoch: only what was neither made nor used since. */
  readonly before: number | undefined;
  /** Spare what the latest successful run uses. */
  readonly keep: boolean;
  /** Spare the values that tracked outputs hold. */
  readonly keepOuts: boolean;
}

/** What was found. */
export interface ClearSelection {
  /** `file#export` of the pipelines that are meant; none if it isn't about pipelines. */
  readonly pipelines: readonly string[];
  readonly hashes: ReadonlySet<MerkleHash>;
  /** Whether something of the pipelines is spared, since others have it in their runs as well. */
  readonly shared: boolean;
  /** Whether nothing is left of the pipelines, so that their runs say nothing about owners any more. */
  readonly whole: boolean;
}

/**
 * Finds the entries, whether or not they are stored.
 *
 * @throws {MerklError} `clear-unknown`, `cache-careless`
 */
export async function selectEntries(cache: Cache, filter: ClearFilter): Promise<ClearSelection> {
  const runs = await owningRuns(cache);
  const { task, before, keep, keepOuts } = filter;
  const meant = await whatIsMeant(cache, runs, filter);
  const pipelines = [...new Set(meant.runs.map((run) => run.target))].sort();
  const hashes = meant.hashes;
  const spare = (some: Iterable<MerkleHash>) => {
    for (const hash of some) hashes.delete(hash);
  };
  const isOwn = (run: Run) => pipelines.includes(run.target);
  const own = hashes.size;
  if (pipelines.length > 0) spare(await hashesOf(cache, runs.filter((run) => !isOwn(run))));
  const shared = hashes.size < own;
  if (task !== undefined && filter.target !== undefined) {
    const ofTask = new Set(await careOf(cache).find({ task }));
    spare([...hashes].filter((hash) => !ofTask.has(hash)));
  }
  if (before !== undefined) {
    const old = new Set(await careOf(cache).find({ before }));
    spare([...hashes].filter((hash) => !old.has(hash)));
    spare(await hashesOf(cache, runs.filter((run) => run.started >= before)));
  }
  if (keep) {
    const meantRuns = pipelines.length > 0 ? runs.filter(isOwn) : runs;
    spare(await hashesOf(cache, latestRuns(meantRuns)));
  }
  if (keepOuts) {
    spare(cache.files.all().flatMap(({ written }) => written?.future as MerkleHash ?? []));
  }
  const whole = task === undefined && before === undefined && !keep && !keepOuts;
  return { pipelines, hashes, shared, whole };
}

async function whatIsMeant(
  cache: Cache,
  runs: readonly Run[],
  { target, task, before }: ClearFilter,
): Promise<{ readonly runs: readonly Run[]; readonly hashes: Set<MerkleHash> }> {
  if (target === undefined) {
    return { runs: [], hashes: new Set(await careOf(cache).find({ task, before })) };
  }
  const { file, name } = target;
  const isMeant = (run: Run) =>
    name === undefined ? run.target.startsWith(`${file}#`) : run.target === `${file}#${name}`;
  const own = runs.filter(isMeant);
  if (own.length > 0) return { runs: own, hashes: await hashesOf(cache, own) };
  const ofTask = name === undefined ? [] : await careOf(cache).find({ task: `${file}#${name}` });
  if (ofTask.length > 0) return { runs: [], hashes: new Set(ofTask) };
  const past = await cache.runs(ALL_RUNS);
  if (past.some(isMeant)) return { runs: [], hashes: new Set() }; // it was cleared before
  const known = [...new Set(past.map((run) => targetOf(run.target)))].sort();
  throw clearUnknown(name === undefined ? file : `${file}:${name}`, known);
}
