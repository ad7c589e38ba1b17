/** What was found in a remote cache, on its way into the local one. */

import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import { fetchedNotKept } from "../error/remote_errors.ts";
import type { Entry, EntryHead } from "./entry.ts";
import type { Cache, Result } from "./interfaces.ts";
import { isManifest, refsIn } from "./manifest_refs.ts";
import type { RemoteLink } from "./remote_link.ts";
import { sourcesOf } from "./source_texts.ts";

/** Bytes up to which a content is fetched along with its entry. */
const SMALL = 4096;

/**
 * Keeps entries of the remote cache in the local one, so that the next run need not ask again: with
 * their contents if those are small, else with a note that they are elsewhere.
 */
export class Imports {
  readonly #local: Cache;
  readonly #link: RemoteLink;
  readonly #onProblem: (message: string) => void;
  readonly #entries = new Map<MerkleHash, Entry>();
  readonly #under = new Set<Promise<void>>();
  #refused: boolean;

  constructor(
    local: Cache,
    link: RemoteLink,
    { keep, onProblem }: { keep: boolean; onProblem: (message: string) => void },
  ) {
    this.#local = local;
    this.#link = link;
    this.#onProblem = onProblem;
    this.#refused = !keep;
  }

  /** An entry that was found by this process. */
  get(hash: MerkleHash): Entry | undefined {
    return this.#entries.get(hash);
  }

  forget(hashes: readonly MerkleHash[]): void {
    for (const hash of hashes) this.#entries.delete(hash);
  }

  /** Begins to keep entries. */
  add(entries: readonly Entry[]): void {
    const fresh = entries.filter((entry) => !this.#entries.has(entry.hash));
    for (const entry of fresh) this.#entries.set(entry.hash, entry);
    if (fresh.length === 0 || this.#refused) return;
    const work: Promise<void> = this.#keep(fresh).catch((error) => {
      // a full disk or a read-only folder: what was found serves this run all the same
      if (!this.#refused) this.#onProblem(fetchedNotKept(error));
      this.#refused = true;
    }).finally(() => this.#under.delete(work));
    this.#under.add(work);
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#under.size > 0) await Promise.all(this.#under);
  }

  async #keep(entries: readonly Entry[]): Promise<void> {
    const depsHashes = [...new Set(entries.map((entry) => entry.depsHash))];
    const deps = await this.#link.fetch((remote) => this.#fetchDeps(remote, depsHashes));
    const whole = entries.filter(({ codec, size }) => size <= SMALL || isManifest(codec));
    const bytes = await this.#link.fetchContents(whole.map((entry) => entry.contentHash));
    const byHash = new Map(whole.map((entry, i) => [entry.hash, bytes[i]]));
    for (const [i, depsHash] of depsHashes.entries()) {
      const json = deps?.[i];
      // what can't be explained later isn't kept, but asked for again
      if (json === undefined) continue;
      const some = entries.filter((entry) => entry.depsHash === depsHash);
      await Promise.all([
        this.#keepWhole(some, byHash, json),
        this.#keepHeads(some.filter((entry) => byHash.get(entry.hash) === undefined), json),
      ]);
    }
  }

  /** Dictionaries, with the texts of the code that they tell of. */
  async #fetchDeps(
    remote: Cache,
    depsHashes: readonly string[],
  ): Promise<(string | undefined)[]> {
    const found = await remote.history?.deps(depsHashes) ?? [];
    for (const deps of found) {
      if (deps !== undefined) this.#local.putSources(await sourcesOf(remote, deps));
    }
    return found;
  }

  async #keepWhole(
    entries: readonly Entry[],
    bytesOf: ReadonlyMap<MerkleHash, Uint8Array | undefined>,
    deps: string,
  ): Promise<void> {
    const results: Result[] = [];
    for (const entry of entries) {
      const bytes = bytesOf.get(entry.hash);
      if (bytes === undefined) continue;
      const refs = refsIn(entry.codec, bytes);
      const noted = await this.#note(refs);
      if (noted) results.push({ entry, bytes, refs: refs.map(({ hash }) => hash) });
    }
    if (results.length > 0) await this.#local.record(results, deps);
  }

  async #keepHeads(entries: readonly Entry[], deps: string): Promise<void> {
    // of a list the bytes are needed to know what else is to be kept with it
    const plain = entries.filter(({ codec }) => !isManifest(codec));
    if (plain.length === 0) return;
    const noted = await this.#note(
      plain.map(({ contentHash, size }) => ({ hash: contentHash, size })),
    );
    if (noted) await this.#local.index.put(plain, deps);
  }

  /** Whether entries may now refer to these contents, which are not here. */
  async #note(contents: readonly { hash: ContentHash; size: number }[]): Promise<boolean> {
    if (contents.length === 0) return true;
    if (this.#local.contents.noteRemote === undefined) return false;
    await this.#local.contents.noteRemote(contents);
    return true;
  }
}

/** Whether all is known of an entry of which only the head was asked for. */
export function isWhole(head: EntryHead): head is Entry {
  return "depsHash" in head && "taskId" in head;
}
