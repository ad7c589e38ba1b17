/**
 * The stored call that another one replaced: the same task's, nearest in arguments, made before.
 * Found by indexes, whatever the size of the cache.
 */

import type { PastCall } from "../../cache/history.ts";
import { merkleHash } from "../../graph/key.ts";
import type { OutKey } from "../../graph/node.ts";
import type { MerkleHash } from "../../hash/digest.ts";
import { isInputs, type StoredArgs } from "../../run/args_changes.ts";
import { PastCalls } from "../../run/past_calls.ts";
import type { KnownCall, KnownCalls } from "./known_calls.ts";

/** So many of the newest versions of code, of whatever task, are tried with the call's arguments. */
const MOST_CODES = 300;

/** So many earlier calls of the task are compared; more if one with a certain parent is wanted. */
const MOST_CALLS = 500;
const MOST_CHILDREN = 20_000;

/** Graphs with more calls than this aren't read to see what else they have. */
const MOST_HASHES = 100_000;

/** So far up the graph is looked for what the parents replaced. */
const DEPTH = 8;

/** Finds what calls replaced. */
export class NearestCalls {
  readonly #calls: KnownCalls;
  readonly #found = new Map<string, Promise<KnownCall | undefined>>();
  #codes: Promise<readonly string[]> | undefined;

  constructor(calls: KnownCalls) {
    this.#calls = calls;
  }

  /** The call that `call` replaced; undefined if it is the first of its kind. */
  of(call: KnownCall): Promise<KnownCall | undefined> {
    return this.#of(call, 0);
  }

  #of(call: KnownCall, depth: number): Promise<KnownCall | undefined> {
    let found = this.#found.get(call.hash);
    if (found === undefined) this.#found.set(call.hash, found = this.#search(call, depth));
    return found;
  }

  async #search(call: KnownCall, depth: number): Promise<KnownCall | undefined> {
    const era = await this.#before(call);
    const before = await this.#earlier(call, era, MOST_CALLS);
    const hash = await this.#sameArguments(call, era, before) ??
      await this.#alike(call, { era, before, depth });
    return hash === undefined ? undefined : (await this.#calls.get([hash]))[0];
  }

  /** What counts as earlier: made before the run of `call` began, and no part of its graph. */
  async #before(call: KnownCall): Promise<Era> {
    const isWired = (hash: string) => this.#calls.isWired(hash);
    if (call.entry === undefined) return { time: Infinity, present: isWired };
    const { created } = call.entry;
    const runs = await this.#calls.runs();
    const run = runs.find(({ started, duration }) =>
      started <= created && created <= started + 1000 * duration
    );
    if (run === undefined || run.hashes > MOST_HASHES) {
      return { time: run?.started ?? created, present: (hash) => hash === call.hash };
    }
    const graph = new Set<string>(await this.#calls.cache.runHashes(run.id));
    // kept later under a new hash, for the same values: what was made then is earlier
    if (!graph.has(call.hash)) return { time: created + 1, present: (hash) => hash === call.hash };
    return { time: run.started, present: (hash) => graph.has(hash) };
  }

  /** A call with the same arguments and other code: its hash can be told. */
  async #sameArguments(
    call: KnownCall,
    era: Era,
    before: readonly PastCall[],
  ): Promise<string | undefined> {
    const { cache } = this.#calls;
    this.#codes ??= cache.history?.newestDeps(MOST_CODES) ?? Promise.resolve([]);
    const out = JSON.parse(call.out) as OutKey;
    const codes = new Set([...before.map(({ depsHash }) => depsHash), ...await this.#codes]);
    codes.delete(call.depsHash);
    const hashes = [...codes].map((deps) => merkleHash(deps, call.argsHash, out))
      .filter((hash) => !era.present(hash));
    const heads = await cache.index.heads(hashes);
    const earlier = heads.filter((head) => head !== undefined && head.created < era.time);
    const ofTask = (await this.#calls.get(earlier.map((head) => head!.hash)))
      .filter((one) => one?.taskId === call.taskId);
    return ofTask.sort((a, b) => b!.entry!.created - a!.entry!.created)[0]?.hash;
  }

  /** A call whose parents are those that this one's parents replaced, or which has most in common. */
  async #alike(
    call: KnownCall,
    { era, before, depth }: {
      readonly era: Era;
      readonly before: readonly PastCall[];
      readonly depth: number;
    },
  ): Promise<string | undefined> {
    if (before.length === 0) return undefined;
    const hasOneOf = (parents: readonly string[]) => ({ args }: PastCall) =>
      args !== null && parents.some((hash) => args.includes(hash));
    const same = before.filter(hasOneOf(parentsOf(call)));
    if (same.length > 0) return new PastCalls(same).nearest(call.args)?.call.hash;
    const parents = depth < DEPTH ? await this.#replacedParents(call, depth) : [];
    if (parents.length > 0) {
      const found = before.find(hasOneOf(parents)) ??
        (before.length < MOST_CALLS
          ? undefined
          : (await this.#earlier(call, era, MOST_CHILDREN)).find(hasOneOf(parents)));
      if (found !== undefined) return found.hash;
    }
    return (new PastCalls(before).nearest(call.args)?.call ?? before[0]!).hash;
  }

  async #earlier(call: KnownCall, era: Era, most: number): Promise<PastCall[]> {
    const { history } = this.#calls.cache;
    const own = await history?.callsBefore(call.taskId, era.time, most) ?? [];
    const calls = own.length > 0 ? own : (await history?.callsOfCode(call.depsHash, most) ?? []) // renamed or moved
      .filter(({ created }) => created < era.time);
    return calls.filter(({ hash, out }) => out === call.out && !era.present(hash));
  }

  async #replacedParents(call: KnownCall, depth: number): Promise<string[]> {
    const parents = await this.#calls.get(parentsOf(call));
    const found: string[] = [];
    for (const parent of parents) {
      if (parent === undefined) continue;
      const replaced = await this.#of(parent, depth + 1);
      if (replaced !== undefined) found.push(replaced.hash);
    }
    return found;
  }
}

interface Era {
  /** Microseconds since the epoch. */
  readonly time: number;
  readonly present: (hash: string) => boolean;
}

/** The calls whose values are in the arguments of a call, the first ones. */
function parentsOf(call: KnownCall): MerkleHash[] {
  const args = JSON.parse(call.args) as StoredArgs;
  const hashes = Object.values(args).flatMap((stored) =>
    isInputs(stored) ? Object.entries(stored.from) : []
  ).flatMap(([key, hash]) => key.startsWith("task ") ? [hash as MerkleHash] : []);
  return [...new Set(hashes)].slice(0, 8);
}
