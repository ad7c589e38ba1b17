/** Earlier calls in a cache over a backend. */

import type { MerkleHash } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
import type { BaseIndex } from "./base_index.ts";
import type { Entry } from "./entry.ts";
import type { History, PastCall } from "./history.ts";

/** Reads every record, since a backend can't be asked for the calls of a task. */
export class BaseHistory implements History {
  readonly #index: BaseIndex;

  constructor(index: BaseIndex) {
    this.#index = index;
  }

  async calls(taskIds: readonly string[], limit: number): Promise<PastCall[][]> {
    const byTask = new Map<string, Entry[]>(taskIds.map((id) => [id, []]));
    for await (const { entry } of this.#index.all()) byTask.get(entry.taskId)?.push(entry);
    return taskIds.map((id) =>
      byTask.get(id)!.toSorted((a, b) => b.created - a.created).slice(0, limit)
    );
  }

  async callsBefore(taskId: string, time: number, limit: number): Promise<PastCall[]> {
    const [calls] = await this.calls([taskId], Infinity);
    return calls!.filter(({ created }) => created < time).slice(0, limit);
  }

  async callsOfCode(depsHash: string, limit: number): Promise<PastCall[]> {
    const found: Entry[] = [];
    for await (const { entry } of this.#index.all()) {
      if (entry.depsHash === depsHash) found.push(entry);
    }
    return found.sort((a, b) => b.created - a.created).slice(0, limit);
  }

  async withPrefix(prefix: string, limit: number): Promise<MerkleHash[]> {
    const found: MerkleHash[] = [];
    for await (const { entry } of this.#index.all()) {
      if (entry.hash.startsWith(prefix)) found.push(entry.hash);
    }
    return found.sort(byCodeUnit).slice(0, limit);
  }

  async newestDeps(limit: number): Promise<string[]> {
    const newest = new Map<string, number>();
    for await (const { entry: { depsHash, created } } of this.#index.all()) {
      newest.set(depsHash, Math.max(created, newest.get(depsHash) ?? 0));
    }
    return [...newest].sort(([, a], [, b]) => b - a).slice(0, limit).map(([hash]) => hash);
  }

  deps(hashes: readonly string[]): Promise<(string | undefined)[]> {
    return this.#index.deps(hashes);
  }

  async hasDeps(hashes: readonly string[]): Promise<boolean[]> {
    const known = new Set<string>();
    for await (const { entry } of this.#index.all()) known.add(entry.depsHash);
    return hashes.map((hash) => known.has(hash));
  }
}
