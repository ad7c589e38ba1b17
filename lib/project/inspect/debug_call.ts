/** All that is known of one call: what it was given, what it gave, what it would be now. */

import type { ContentHash } from "../../hash/digest.ts";
import { isMerklError } from "../../error/merkl_error.ts";
import { merkleHash } from "../../graph/key.ts";
import type { CallNode, OutKey } from "../../graph/node.ts";
import type { TaskInfo } from "../../graph/task_info.ts";
import { isInputs, type StoredArgs } from "../../run/args_changes.ts";
import { describeValue } from "../../run/body.ts";
import { depsChanges } from "../../run/deps_changes.ts";
import type { ForeseenTask } from "../../run/forecast.ts";
import type { Change } from "../../run/reason.ts";
import { displayPath } from "../../util/path.ts";
import type { DryScope } from "../dry_scope.ts";
import type { Session } from "../session.ts";
import type { KnownCall, KnownCalls } from "./known_calls.ts";
import { type Shown, storedValue } from "./stored_value.ts";

/** Something that an argument was made of. */
export interface Source {
  /** `file data.csv`, `task train`. */
  readonly from: string;
  /** Of the Future. */
  readonly hash: string;
  /** Whether a value is stored under it; undefined for files. */
  readonly stored: boolean | undefined;
}

/** An argument. */
export interface Argument {
  readonly name: string;
  /** As people read it; undefined if only a hash is kept. */
  readonly value: string | undefined;
  /** The start of its hash; undefined if it is kept by value. */
  readonly hash: string | undefined;
  readonly sources: readonly Source[];
}

/** What the call would be with the code of today. */
export type Now =
  | { readonly kind: "hash"; readonly hash: string; readonly changes: readonly Change[] }
  | { readonly kind: "unknown"; readonly why: string };

/** A call. */
export interface CallDebug {
  readonly call: KnownCall;
  /** What a run would make of it, if it is wired. */
  readonly foreseen: ForeseenTask | undefined;
  readonly arguments: readonly Argument[];
  readonly value: Shown | undefined;
  /** Files that it was written to, or would be. */
  readonly outputs: readonly string[];
  /** What its body printed. */
  readonly log: string | undefined;
  readonly now: Now | undefined;
}

/** What finding out needs. */
export interface CallDebugRequest {
  readonly session: Session;
  readonly calls: KnownCalls;
  readonly scope: DryScope | undefined;
  readonly foreseen: readonly ForeseenTask[];
  /** The task as the code has it now, by its id. */
  readonly taskNow: (taskId: string) => Promise<TaskInfo | undefined>;
}

/** Finds out. */
export async function debugCall(call: KnownCall, request: CallDebugRequest): Promise<CallDebug> {
  const { session, calls, scope, foreseen } = request;
  const { cache } = session;
  const { logHash } = call.entry ?? {};
  const [log] = logHash ? await cache.contents.get([logHash as ContentHash]) : [];
  const first = call.wired?.job.outs[0]?.future.hash;
  const rows = cache.files.ofFuture(call.hash).map((row) => row.path);
  const given = scope?.outputs.of(call.hash).map(({ path }) => displayPath(path)) ?? [];
  return {
    call,
    foreseen: foreseen.find(({ hash }) => hash === first),
    arguments: await argumentsOf(call, calls),
    value: call.entry && await storedValue(call.entry, cache, call.wired),
    outputs: [...new Set([...given, ...rows])],
    log: log && new TextDecoder().decode(log),
    now: call.wired === undefined ? await nowOf(call, request) : undefined,
  };
}

async function argumentsOf(call: KnownCall, calls: KnownCalls): Promise<Argument[]> {
  const stored = JSON.parse(call.args) as StoredArgs;
  const node = call.wired?.job.node as CallNode | undefined;
  const names = Object.keys(stored);
  // properties of an argument are told with it, if it can be shown as a whole
  const whole = names.filter((name) =>
    !names.some((other) => other !== name && name.startsWith(`${other}.`))
  );
  const shown = node === undefined ? names : whole;
  return await Promise.all(shown.map(async (name): Promise<Argument> => {
    const value = stored[name];
    const sources = isInputs(value) ? await sourcesOf(value.from, calls) : [];
    const i = node?.info.params.findIndex((param) => param.name === name) ?? -1;
    if (node !== undefined && i >= 0 && i < node.args.length) {
      return { name, value: describeValue(node.args[i]), hash: hashIn(value), sources };
    }
    const hash = hashIn(value);
    return { name, value: hash === undefined ? JSON.stringify(value) : undefined, hash, sources };
  }));
}

/** The hash that is kept in the place of a value. */
function hashIn(stored: unknown): string | undefined {
  if (isInputs(stored)) return stored.hash;
  return typeof stored === "string" && /^[0-9a-f]{16}$/.test(stored) ? stored : undefined;
}

async function sourcesOf(
  from: Readonly<Record<string, string>>,
  calls: KnownCalls,
): Promise<Source[]> {
  const entries = Object.entries(from);
  const known = await calls.get(entries.map(([, hash]) => hash));
  return entries.map(([key, hash], i) => ({
    from: key,
    hash,
    stored: key.startsWith("task ") ? known[i]?.entry?.state === "present" : undefined,
  }));
}

async function nowOf(call: KnownCall, { taskNow }: CallDebugRequest): Promise<Now> {
  try {
    const info = await taskNow(call.taskId);
    if (info === undefined) return { kind: "unknown", why: "its file no longer has the task" };
    const hash = merkleHash(info.depsHash, call.argsHash, JSON.parse(call.out) as OutKey);
    const changes = info.depsHash === call.depsHash
      ? []
      : depsChanges(call.deps, info.depsJson, call.task);
    return { kind: "hash", hash, changes };
  } catch (error) {
    if (!isMerklError(error)) throw error;
    return { kind: "unknown", why: error.message };
  }
}
