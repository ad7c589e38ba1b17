/** The index of a local cache with a remote one behind it. */

import type { MerkleHash } from "../hash/digest.ts";
import type { Entry, EntryHead } from "./entry.ts";
import { type Imports, isWhole } from "./imports.ts";
import type { Index, PutOptions } from "./interfaces.ts";
import type { RemoteLink } from "./remote_link.ts";
import type { Uploads } from "./uploads.ts";

/** What surrounds it. */
interface Parts {
  readonly link: RemoteLink;
  readonly imports: Imports;
  readonly uploads: Uploads;
}

/** Milliseconds for which what isn't there is not asked for again: who waits for others asks often. */
const MEMORY = 30_000;

/** Asks the remote index for what the local one doesn't know. */
export class LayeredIndex implements Index {
  readonly #local: Index;
  readonly #parts: Parts;
  /** hash -> when the remote index did not have it. */
  readonly #missed = new Map<string, number>();

  constructor(local: Index, parts: Parts) {
    this.#local = local;
    this.#parts = parts;
  }

  async heads(hashes: readonly MerkleHash[]): Promise<(EntryHead | undefined)[]> {
    return await this.#orRemote(hashes, await this.#local.heads(hashes));
  }

  async entries(hashes: readonly MerkleHash[]): Promise<(Entry | undefined)[]> {
    return await this.#orRemote(hashes, await this.#local.entries(hashes));
  }

  async byResolved(resolvedHashes: readonly string[]): Promise<(EntryHead | undefined)[]> {
    const found = await this.#local.byResolved(resolvedHashes);
    const open = openOf(found).filter((i) => this.#mayBeThere(resolvedHashes[i]!));
    if (open.length === 0 || !this.#parts.link.reads) return found;
    const asked = open.map((i) => resolvedHashes[i]!);
    const heads = await this.#parts.link.lookUp(
      asked.length,
      (remote) => remote.index.byResolved(asked),
    ) ?? [];
    const good = heads.map((head, i) =>
      head?.state === "present" && head.resolvedHash === asked[i] ? head : undefined
    );
    this.#remember(asked, good);
    this.#parts.imports.add(good.filter((head) => head !== undefined).filter(isWhole));
    open.forEach((i, at) => found[i] = good[at] ?? found[i]);
    return found;
  }

  async mayHaveDeps(depsHashes: readonly string[]): Promise<boolean[]> {
    const known = await this.#local.mayHaveDeps(depsHashes);
    const asked = depsHashes.filter((hash, i) => !known[i] && this.#mayBeThere(hash));
    if (asked.length === 0 || !this.#parts.link.reads) return known;
    const there = await this.#parts.link.lookUp(
      asked.length,
      (remote) => remote.index.mayHaveDeps(asked),
    ) ?? [];
    this.#remember(asked, there.map((has) => has || undefined));
    const found = new Set(asked.filter((_, i) => there[i]));
    return known.map((has, i) => has || found.has(depsHashes[i]!));
  }

  async put(entries: readonly Entry[], deps: string, options?: PutOptions): Promise<void> {
    await this.#local.put(entries, deps, options);
    this.#parts.uploads.add(entries, deps);
  }

  delete(hashes: readonly MerkleHash[]): Promise<void> {
    this.#parts.imports.forget(hashes);
    this.#parts.uploads.forget(hashes);
    return this.#local.delete(hashes);
  }

  /** Fills what is missing or evicted with what the remote index has. */
  async #orRemote<T extends EntryHead>(
    hashes: readonly MerkleHash[],
    found: (T | undefined)[],
  ): Promise<(T | undefined)[]> {
    const { link, imports } = this.#parts;
    const open: number[] = [];
    for (const i of openOf(found)) {
      const entry = imports.get(hashes[i]!);
      if (entry === undefined) { if (this.#mayBeThere(hashes[i]!)) open.push(i); }
      else found[i] = entry as EntryHead as T;
    }
    if (open.length === 0 || !link.reads) return found;
    const asked = open.map((i) => hashes[i]!);
    const entries = await link.lookUp(asked.length, (remote) => remote.index.entries(asked)) ?? [];
    const good = entries.map((entry, i) =>
      entry?.state === "present" && entry.hash === asked[i] ? entry : undefined
    );
    this.#remember(asked, good);
    imports.add(good.filter((entry) => entry !== undefined));
    open.forEach((i, at) => found[i] = (good[at] as EntryHead as T | undefined) ?? found[i]);
    return found;
  }

  #mayBeThere(hash: string): boolean {
    const missed = this.#missed.get(hash);
    return missed === undefined || performance.now() - missed > MEMORY;
  }

  #remember(asked: readonly string[], found: readonly unknown[]): void {
    const now = performance.now();
    asked.forEach((hash, i) => {
      if (found[i] === undefined) this.#missed.set(hash, now);
    });
  }
}

/** Where there is nothing, or nothing but the memory of it. */
function openOf(found: readonly (EntryHead | undefined)[]): number[] {
  const open: number[] = [];
  found.forEach((head, i) => {
    if (head?.state !== "present") open.push(i);
  });
  return open;
}
