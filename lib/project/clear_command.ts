/** `merkl clear`: removes what pipelines have stored. */

import { printLine } from "../util/print_line.ts";
import type { Cache, Cleared } from "../cache/interfaces.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { clearConflict, clearUnconfirmed } from "../error/care_errors.ts";
import { clearJson, clearText, foreseenText } from "../report/clear_text.ts";
import { nowMicros } from "../run/record.ts";
import { type AbsPath, absPath, relPath } from "../util/path.ts";
import { careOf } from "./care_of.ts";
import { type ClearedOutputs, clearOutputs } from "./clear_outputs.ts";
import { type ClearSelection, selectEntries } from "./clear_selection.ts";
import { confirmed } from "./confirmed.ts";
import { dropGraphs } from "./graph_store.ts";
import { CLEAR } from "./owners.ts";
import { openStored } from "./stored_session.ts";

/** A command line of `merkl clear`, taken apart. */
export interface ClearRequest {
  readonly target: { readonly file: string; readonly export?: string } | undefined;
  readonly task: string | undefined;
  /** In milliseconds. */
  readonly olderThan: number | undefined;
  readonly all: boolean;
  readonly keep: boolean;
  readonly keepOuts: boolean;
  readonly outputs: boolean;
  readonly dryRun: boolean;
  /** Don't ask. */
  readonly yes: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** What is to go, or went. */
export interface Clearing {
  readonly pipelines: readonly string[];
  readonly cleared: Cleared;
  /** Milliseconds that it took to make. */
  readonly work: number;
  readonly outputs: ClearedOutputs;
  /** Whether something stays because other pipelines use it as well. */
  readonly shared: boolean;
}

const NONE: ClearedOutputs = { removed: [], kept: [] };

/** Removes, after asking; gives the exit code. */
export async function clearCommand(request: ClearRequest): Promise<number> {
  refuseConflicts(request);
  await using session = openStored(request);
  const { cache, root } = session;
  const everything = request.all && !request.keep && !request.keepOuts;
  const selection = await selectEntries(cache, {
    target: targetOf(request, root),
    task: request.task,
    before: request.olderThan === undefined ? undefined : nowMicros() - request.olderThan * 1000,
    keep: request.keep,
    keepOuts: request.keepOuts,
  });
  const hashes = [...selection.hashes];
  const outputs = (dryRun: boolean) =>
    request.outputs
      ? clearOutputs(cache.files, request.all ? "all" : selection.hashes, { root, dryRun })
      : NONE;
  const foreseen: Clearing = {
    pipelines: selection.pipelines,
    cleared: everything ? await wholeOf(cache) : await careOf(cache).foresee(hashes),
    work: await workOf(cache, hashes),
    outputs: outputs(true),
    shared: selection.shared,
  };
  const nothing = foreseen.cleared.entries + foreseen.cleared.contents === 0 &&
    foreseen.outputs.removed.length === 0;
  if (request.dryRun) return tell(request, foreseen, true);
  if (nothing && !everything) {
    // what others use as well is theirs alone from now on, and goes when they are cleared
    if (selection.whole && selection.shared) await remember(cache, selection);
    return tell(request, foreseen, false);
  }
  if (!request.yes && !confirmed(`${foreseenText(foreseen)}. Remove it?`)) {
    if (Deno.stdin.isTerminal()) return 1;
    throw clearUnconfirmed(foreseenText(foreseen));
  }
  const done = outputs(false);
  const cleared = everything ? await wipe(cache) : await cache.clear(hashes);
  if (selection.whole) await remember(cache, selection);
  return tell(request, { ...foreseen, cleared, outputs: done }, false);
}

function refuseConflicts({ target, task, olderThan, all, outputs }: ClearRequest): void {
  if (all && target !== undefined) throw clearConflict("--all", "a FILE");
  if (all && task !== undefined) throw clearConflict("--all", "--task");
  if (all && olderThan !== undefined) throw clearConflict("--all", "--older-than");
  if (outputs && !all && target === undefined) {
    throw clearConflict("--outputs", "no FILE and no --all");
  }
}

function targetOf({ target, cwd }: ClearRequest, root: AbsPath) {
  if (target === undefined) return undefined;
  const file = absPath(target.file, cwd);
  return { file: relPath(file, root) ?? file, name: target.export };
}

async function wholeOf(cache: Cache): Promise<Cleared> {
  const { entries, evicted, contents, bytes } = await careOf(cache).usage();
  return { entries: entries + evicted, contents, bytes };
}

async function wipe(cache: Cache): Promise<Cleared> {
  const cleared = await careOf(cache).wipe();
  cache.files.delete(cache.files.all().map(({ path }) => path));
  return cleared;
}

/** How long it took to make; outs of one execution count once. */
async function workOf(cache: Cache, hashes: readonly MerkleHash[]): Promise<number> {
  const heads = await cache.index.heads(hashes);
  const executions = new Map(
    heads.flatMap((head) => head?.state === "present" ? [[head.created, head.duration]] : []),
  );
  return [...executions.values()].reduce((sum, duration) => sum + duration, 0);
}

/** From now on the runs of these pipelines own nothing. */
async function remember(cache: Cache, { pipelines }: ClearSelection): Promise<void> {
  const counts = { cached: 0, run: 0, failed: 0 };
  for (const target of pipelines) {
    // kept graphs are known by where pipelines are defined, whatever they are exported as
    dropGraphs(cache.memo, target.replace(/#[^#]*$/, ""));
    const started = nowMicros();
    const run = { command: CLEAR, target, started, duration: 0, counts, exitCode: 0 };
    await cache.recordRun({ ...run, argv: Deno.args }, []);
  }
}

function tell({ json, quiet }: ClearRequest, clearing: Clearing, dryRun: boolean): number {
  if (json) printLine(clearJson(clearing, dryRun));
  else if (!quiet) console.error(clearText(clearing, dryRun));
  return 0;
}
