/** What `merkl why` finds: for calls, what made them other ones than those that they replaced. */

import type { ForeseenState, ForeseenTask } from "../../run/forecast.ts";
import type { Change, RunReason } from "../../run/reason.ts";
import { reasonText } from "../../report/reason_text.ts";
import { byCodeUnit } from "../../util/order.ts";
import { type Cause, Causes, type Step } from "./causes.ts";
import type { Inspection } from "./inspection.ts";
import type { KnownCall, KnownCalls } from "./known_calls.ts";
import { NearestCalls } from "./nearest_call.ts";
import type { Session } from "../session.ts";

/** A call, or several that are alike, and why it is what it is. */
export interface Why {
  readonly call: KnownCall;
  /** How many calls of the task this is said of. */
  readonly count: number;
  /** Of a call that is wired: what a run would make of it. */
  readonly state: ForeseenState | undefined;
  readonly reason: ForeseenTask["reason"];
  /** The call first, then those above it that differ. */
  readonly steps: readonly Step[];
  /** What it all comes from. */
  readonly roots: readonly Cause[];
}

/** How many groups of calls are told. */
const MOST_GROUPS = 20;

/** Explains one call, which may be stored or wired. */
export async function whyCall(
  call: KnownCall,
  { session, calls }: { readonly session: Session; readonly calls: KnownCalls },
): Promise<Why> {
  const causes = new Causes({ calls, nearest: new NearestCalls(calls), root: session.root });
  await session.cache.flush(); // sources that were read just now
  const steps = await causes.of(call);
  return told(call, { steps });
}

/** Explains the calls of a wired pipeline: of the named task, or all that would run. */
export async function whyWired(inspection: Inspection): Promise<Why[]> {
  const { session, calls, task, wired } = inspection;
  if (wired === undefined) return [];
  const causes = new Causes({ calls, nearest: new NearestCalls(calls), root: session.root });
  await session.cache.flush();
  const taskId = ({ hash }: ForeseenTask) => calls.taskIdOf(hash);
  const all = wired.forecast.tasks
    .filter((one) => task === undefined || taskId(one) === task.taskId);
  const open = all.filter(({ state, reason }) => state !== "cached" || reason !== undefined);
  const groups = [
    ...Map.groupBy(
      open,
      (one) => [taskId(one), one.state, one.reason && reasonText(one.reason)].join("\n"),
    ).values(),
  ].slice(0, MOST_GROUPS);
  if (groups.length === 0 && task !== undefined && all.length > 0) {
    groups.push([await newest(all, calls)]);
  }
  return await Promise.all(groups.map(async (group) => {
    const { hash, state, reason } = group[0]!;
    const call = (await calls.get([hash]))[0]!;
    const steps = await causes.of(call);
    return told(call, { steps, state, reason, count: group.length });
  }));
}

/** The call that was made last. */
async function newest(all: readonly ForeseenTask[], { cache }: KnownCalls): Promise<ForeseenTask> {
  const heads = await cache.index.heads(all.map(({ hash }) => hash));
  const last = Math.max(...heads.map((head) => head?.created ?? 0));
  return all[heads.findIndex((head) => head?.created === last)] ?? all[0]!;
}

function told(
  call: KnownCall,
  { steps, count = 1, state, reason }:
    & Partial<Pick<Why, "count" | "state" | "reason">>
    & Pick<Why, "steps">,
): Why {
  const roots = new Map<string, Cause>();
  for (const { causes } of steps) {
    for (const cause of causes) {
      const text = JSON.stringify(cause.change);
      if (cause.change.kind !== "result" && !roots.has(text)) roots.set(text, cause);
    }
  }
  const sorted = [...roots].sort(([a], [b]) => byCodeUnit(a, b)).map(([, cause]) => cause);
  return {
    call,
    count,
    state,
    reason: reason === undefined || reason.kind === "new" ? reasonOf(steps[0]!) : reason,
    steps,
    roots: sorted,
  };
}

/** Why the call was new, in the words of a run. */
function reasonOf({ past, causes }: Step): RunReason {
  const changes = causes.map(({ change }): Change => change);
  return past === undefined || changes.length === 0
    ? { kind: "new" }
    : { kind: "changed", changes };
}
