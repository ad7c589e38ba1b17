/**
 * `merkl migrate`: accepts that what earlier runs made is still right after a refactor. Calls that
 * are new to the cache get the entries of those that they replace; nothing is run.
 */

import type { Cache } from "../cache/interfaces.ts";
import { migrateNoOutput, migrateUnknownTask } from "../error/migrate_errors.ts";
import type { CallNode, OutKey } from "../graph/node.ts";
import type { Job } from "../run/job.ts";
import { globTest } from "../util/glob.ts";
import { displayPath } from "../util/path.ts";
import type { DryScope } from "./dry_scope.ts";
import { type Match, Matcher, type MatchKind, type NoMatch } from "./migrate_match.ts";
import { nodeOf, stamp } from "./migrate_stamp.ts";
import type { Output } from "./outputs.ts";
import { pastEntries } from "./past_entries.ts";

/** Which calls are to be migrated. */
export interface MigrateOptions {
  /** Only those that are written to outputs which match. */
  readonly glob: string | undefined;
  /** Only those of the task of this name. */
  readonly only: string | undefined;
  /** Find out, but change nothing. */
  readonly dryRun: boolean;
}

/** A value that was, or would be, re-stamped. */
export interface Migrated {
  readonly task: string;
  readonly out: OutKey;
  readonly hash: string;
  /** The hash under which it was made. */
  readonly from: string;
  /** How the call that made it differs, besides its code. */
  readonly how: MatchKind;
  /** Where it is written. */
  readonly outputs: readonly string[];
}

/** A call that stays as it is: it will run. */
export interface NotMigrated {
  readonly task: string;
  readonly hash: string;
  readonly why: NoMatch | "left-out";
}

/** What a migration did. */
export interface Migration {
  readonly migrated: readonly Migrated[];
  readonly left: readonly NotMigrated[];
}

/** Re-stamps what the wired pipeline `target` (`file#export`) has no values of. */
export async function migrateCalls(
  request: { readonly scope: DryScope; readonly cache: Cache; readonly target: string },
  options: MigrateOptions,
): Promise<Migration> {
  const { scope, cache, target } = request;
  const calls = [...scope.jobs()].filter(({ node }) => node.kind === "call")
    .sort((a, b) => a.node.seq - b.node.seq);
  const chosen = chooser(calls, scope, options);
  const present = new Set<string>();
  for (const { outs } of calls) for (const out of outs) present.add(out.future.hash);
  const matcher = new Matcher(await pastEntries(cache, target, present), { scope, calls });
  const [migrated, left]: [Match[], NotMigrated[]] = [[], []];
  for (const job of calls) {
    if (!isOpen(job)) continue;
    const { name } = (job.node as CallNode).info;
    const { hash } = job.outs[0]!.future;
    const found = matcher.match(job, chosen.named);
    if (typeof found === "string") left.push({ task: name, hash, why: found });
    else if (!chosen.has(job)) left.push({ task: name, hash, why: "left-out" });
    else migrated.push(...found);
  }
  if (!options.dryRun) await stamp(migrated, { scope, cache });
  return { migrated: migrated.map((match) => shown(match, scope)), left };
}

/** Whether a value of a call that is asked for isn't stored. */
function isOpen({ node, outs }: Job): boolean {
  if (!(node as CallNode).info.settings.cache) return false;
  return outs.some(({ asked, head }) => asked && head?.state !== "present");
}

/** Which calls the options mean. */
function chooser(
  calls: readonly Job[],
  scope: DryScope,
  { only, glob }: MigrateOptions,
): { has(job: Job): boolean; named: (output: Output) => boolean } {
  const names = new Set(calls.map((job) => (job.node as CallNode).info.name));
  if (only !== undefined && !names.has(only)) throw migrateUnknownTask(only, [...names]);
  const matches = glob === undefined ? undefined : globTest(glob);
  const named = ({ path }: Output) => matches?.(displayPath(path)) === true;
  const outputs = scope.outputs.all();
  if (glob !== undefined && !outputs.some(named)) {
    throw migrateNoOutput(glob, outputs.map(({ path }) => displayPath(path)));
  }
  return {
    named,
    has: ({ node, outs }) =>
      (only === undefined || (node as CallNode).info.name === only) &&
      (glob === undefined || outs.some(({ future }) => scope.outputs.of(future.hash).some(named))),
  };
}

function shown({ out, entry, how }: Match, scope: DryScope): Migrated {
  const { hash, outKey } = out.future;
  return {
    task: nodeOf(out, scope).info.name,
    out: outKey,
    hash,
    from: entry.hash,
    how,
    outputs: scope.outputs.of(hash).map(({ path }) => displayPath(path)),
  };
}
