/** Why a call is another one than the stored call that it replaced, followed up to the root causes. */

import type { CallNode } from "../../graph/node.ts";
import { findFutures } from "../../graph/walk.ts";
import type { MerkleHash } from "../../hash/digest.ts";
import { jsonValue } from "../../report/print_value.ts";
import { describeValue } from "../../run/body.ts";
import { argsChanges, isInputs, type StoredArgs } from "../../run/args_changes.ts";
import { isRef } from "../../run/ref_content.ts";
import { depsDifferences } from "../../run/deps_changes.ts";
import type { Change } from "../../run/reason.ts";
import { type PartChange, partsChanged } from "../../util/parts_changed.ts";
import { type AbsPath, absPath } from "../../util/path.ts";
import { codeDiff } from "./code_diff.ts";
import { isFile } from "../../source/project_files.ts";
import { type CodePlace, codePlace } from "./code_place.ts";
import { type Change as GitChange, Commits } from "./commits.ts";
import { keptValue } from "./kept_value.ts";
import type { KnownCall, KnownCalls } from "./known_calls.ts";
import type { NearestCalls } from "./nearest_call.ts";

/** One thing that differs, with all that is known of it. */
export interface Cause {
  readonly change: Change;
  /** Where it is now. */
  readonly place?: CodePlace | undefined;
  /** Unified, of the code as merkl reads it: without types, comments and layout. */
  readonly diff?: string | undefined;
  /** Of an argument whose value is known, but not what it was: as people read it. */
  readonly now?: string | undefined;
  /** Of an argument that is kept by value; of a result if both values are stored and small. */
  readonly parts?: readonly PartChange[] | undefined;
  readonly commit?: GitChange | undefined;
}

/** A call and the one that it replaced. */
export interface Step {
  readonly call: KnownCall;
  /** Undefined for the first of its kind. */
  readonly past: KnownCall | undefined;
  readonly causes: readonly Cause[];
}

/** What explaining needs. */
export interface CausesRequest {
  readonly calls: KnownCalls;
  readonly nearest: NearestCalls;
  readonly root: AbsPath;
}

/** How many steps up the graph are told. */
const MOST_STEPS = 200;

const LOCKS = ["deno.lock", "package-lock.json"];

/** How many parts of an argument are told, and of a result. */
const MOST_PARTS = 20;
const MOST_RESULT_PARTS = 3;

/** Larger results aren't read, in bytes. */
const LARGEST = 100_000;

/** Explains calls of one project. */
export class Causes {
  readonly #calls: KnownCalls;
  readonly #nearest: NearestCalls;
  readonly #root: AbsPath;
  readonly #commits: Commits;
  readonly #details = new Map<string, Promise<Cause>>();

  constructor({ calls, nearest, root }: CausesRequest) {
    this.#calls = calls;
    this.#nearest = nearest;
    this.#root = root;
    this.#commits = new Commits(root);
  }

  /** The call itself first, then those above it that differ, each once. */
  async of(call: KnownCall): Promise<Step[]> {
    const steps: Step[] = [];
    const queue: [KnownCall, KnownCall | undefined][] = [[call, await this.#nearest.of(call)]];
    const seen = new Set<string>([call.hash]);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [call, past] = next;
      steps.push({ call, past, causes: past === undefined ? [] : await this.#causes(call, past) });
      if (past === undefined || steps.length + queue.length >= MOST_STEPS) continue;
      for (const pair of await this.#above(call, past)) {
        if (!seen.has(pair[0].hash)) queue.push(pair);
        seen.add(pair[0].hash);
      }
    }
    return steps;
  }

  async #causes(call: KnownCall, past: KnownCall): Promise<Cause[]> {
    const deps = call.depsHash === past.depsHash
      ? []
      : depsDifferences(past.deps, call.deps, call.task);
    const code = deps.map(({ change, key, from, to }) => {
      const known = [call.taskId, key, from, to].join(" ");
      let cause = this.#details.get(known);
      if (cause === undefined) {
        cause = this.#depCause(change, { key, from, to, taskId: call.taskId });
        this.#details.set(known, cause);
      }
      return cause;
    });
    const [before, now] = [argsOf(past), argsOf(call)];
    const args = argsChanges(before, now).map((change) =>
      this.#argCause(change, { before, now, call })
    );
    return await Promise.all([...code, ...args]);
  }

  async #depCause(
    change: Change,
    { key, from, to, taskId }: {
      readonly key: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
      readonly taskId: string;
    },
  ): Promise<Cause> {
    if (change.kind === "package") {
      const lock = LOCKS.map((name) => absPath(name, this.#root)).find(isFile);
      return { change, commit: lock && await this.#commits.ofFile(lock) };
    }
    if (change.kind !== "code") return { change };
    const [before, now] = await Promise.all([from, to].map((hash) => this.#source(hash)));
    const place = codePlace(key, taskId, this.#root);
    const commit = place &&
      (place.line === undefined
        ? await this.#commits.ofFile(place.path)
        : await this.#commits.ofLines(place.path, place.line, place.end!));
    const shown = place?.line === undefined ? place?.file ?? key : `${place.file}:${place.line}`;
    return { change, place, commit, diff: await codeDiff(before, now, shown) };
  }

  async #source(hash: string | undefined): Promise<string | undefined> {
    if (hash === undefined) return "";
    return /^[0-9a-f]{64}$/.test(hash) ? await this.#calls.cache.source(hash) : undefined;
  }

  async #argCause(
    change: Change,
    { before, now, call }: {
      readonly before: StoredArgs;
      readonly now: StoredArgs;
      readonly call: KnownCall;
    },
  ): Promise<Cause> {
    if (change.kind === "result") return await this.#resultCause(change, before, now);
    if (change.kind === "input") {
      return { change, commit: await this.#commits.ofFile(absPath(change.name, this.#root)) };
    }
    if (change.kind !== "argument" || change.from !== undefined) return { change };
    const [from, to] = [before[change.name], now[change.name]];
    if (typeof from !== "object" || typeof to !== "object" || isInputs(from) || isInputs(to)) {
      return { change, now: wiredArgument(call, change.name) };
    }
    const parts = partsChanged(from, to, MOST_PARTS);
    return parts.length === 0 ? { change } : { change, parts };
  }

  /** What differs in the values of a task, if it is one value in the place of one. */
  async #resultCause(change: Change, before: StoredArgs, now: StoredArgs): Promise<Cause> {
    const pairs = parentPairs(before, now).filter(({ task }) => task === change.name);
    if (pairs.length !== 1) return { change };
    const { cache } = this.#calls;
    const [from, to] = await Promise.all(
      [pairs[0]!.before, pairs[0]!.now]
        .map((hash) => keptValue(hash as MerkleHash, cache, LARGEST)),
    );
    if (from === undefined || to === undefined || isRef(from.value) || isRef(to.value)) {
      return { change };
    }
    const parts = partsChanged(jsonValue(from.value), jsonValue(to.value), MOST_RESULT_PARTS);
    return parts.length === 0 ? { change } : { change, parts };
  }

  /** Calls whose values are in the arguments, with those that were there before. */
  async #above(call: KnownCall, past: KnownCall): Promise<[KnownCall, KnownCall][]> {
    const pairs = parentPairs(argsOf(past), argsOf(call));
    const [now, before] = await Promise.all([
      this.#calls.get(pairs.map((pair) => pair.now)),
      this.#calls.get(pairs.map((pair) => pair.before)),
    ]);
    return pairs.flatMap((_, i): [KnownCall, KnownCall][] =>
      now[i] === undefined || before[i] === undefined ? [] : [[now[i], before[i]]]
    );
  }
}

function argsOf({ args }: KnownCall): StoredArgs {
  return JSON.parse(args) as StoredArgs;
}

/** An argument or a property of one, if the call is wired and it has no Futures. */
function wiredArgument({ wired }: KnownCall, name: string): string | undefined {
  if (wired === undefined) return undefined;
  const { args, info } = wired.job.node as CallNode;
  const dot = name.indexOf(".");
  const [param, property] = dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
  const value = args[info.params.findIndex((one) => one.name === param)];
  const part = property === undefined ? value : (value as Record<string, unknown>)?.[property];
  return part === undefined || findFutures(part).length > 0 ? undefined : describeValue(part);
}

/** A Future that is new in an argument, and the one in whose place it is. */
interface ParentPair {
  readonly task: string;
  readonly now: string;
  readonly before: string;
}

function parentPairs(before: StoredArgs, now: StoredArgs): ParentPair[] {
  return Object.entries(now).flatMap(([name, stored]) => {
    const old = before[name];
    if (!isInputs(stored) || !isInputs(old)) return [];
    const known = new Set(Object.values(old.from));
    return Object.entries(stored.from).flatMap(([key, now]): ParentPair[] => {
      const replaced = old.from[key];
      if (!key.startsWith("task ") || known.has(now) || replaced === undefined) return [];
      const task = key.slice("task ".length).replace(/ \(\d+\)$/, "");
      return [{ task, now, before: replaced }];
    });
  });
}
