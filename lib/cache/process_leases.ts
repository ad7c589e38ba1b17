/**
 * Leases as lines in a file of each process: `+HASH` a body starts, `=HASH` one starts and all before it
 * have ended, `-HASH` one has ended; what has ended is committed or soon will be. `~HASH` it won't be,
 * `?HASH` the process waits for it and can do nothing else.
 *
 * A process that is alone writes its lines and reads, in vain, whether somebody came: about a
 * microsecond. One that comes makes itself known first and then looks at the others' lines, so that
 * either it sees a line or it is seen. As soon as there are several, lines are written under a lock,
 * by who has seen that nobody else has the hash.
 *
 * A line that was followed by such a read in vain will be seen by all who come, until it is taken
 * back, whenever its body starts. So short bodies are claimed many at once (`lib/run/ahead.ts`), and
 * nothing is written or read as each of them starts. Those that haven't started yet and those that
 * have ended seem to run until more is written: whoever wants one waits for a millisecond, or for as
 * long as a body takes that was thought to be short.
 */

import { noLeases, noLeasesOn } from "../error/cache_errors.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { dirname } from "../util/path.ts";
import { linesOf, stateIn } from "./claim_lines.ts";
import type { Holder, Leases } from "./lease.ts";
import { networkFileSystem } from "./network_folder.ts";
import { type Other, ProcessFolder } from "./process_folder.ts";
import { writeAll } from "../util/write_all.ts";

/** Milliseconds after which it is looked again whether the others are still there. */
const LOOK_EVERY = 500;
/** Bytes of lines that no longer count, at which they are taken out. */
const MOST_BYTES = 1 << 16;

/** What leases need of a cache. */
export interface LeasesRequest {
  readonly folder: string;
  /** Whether another process has written to the cache since it was opened. */
  readonly changed: () => boolean;
  /** Told once why there can be no leases. */
  readonly onProblem: (why: string) => void;
  /** Those that have something in the folder are put in here. */
  readonly open: Set<Leases>;
}

/** The leases of one run in this process. */
export class ProcessLeases implements Leases {
  readonly #request: LeasesRequest;
  #folder: ProcessFolder | undefined;
  #impossible = false;
  /** What runs here. */
  readonly #running = new Set<MerkleHash>();
  /** What waits for its commit. */
  readonly #ended = new Set<MerkleHash>();
  /** What has ended, and is said to have when something else is said. */
  #untold: MerkleHash[] = [];
  #bytes = 0;
  #most = MOST_BYTES;
  #waiting: readonly MerkleHash[] = [];
  /** Whether there are others, as far as is known. */
  #together = false;
  #looked = 0;
  shared = false;

  constructor(request: LeasesRequest) {
    this.#request = request;
  }

  claim(
    hashes: readonly MerkleHash[],
    anyway = false,
  ): readonly (Holder | undefined)[] | undefined {
    const folder = this.#joined();
    if (folder === undefined) return undefined;
    try {
      if (!this.#together || anyway) {
        this.#write(folder, hashes);
        if (anyway || !folder.someoneCame()) return undefined;
        // whoever it was may be gone again, and have made something
        this.shared = true;
      }
      return this.#amongOthers(folder, () => this.#claimAmongOthers(folder, hashes));
    } catch (error) {
      return this.#giveUp(error);
    }
  }

  #claimAmongOthers(
    folder: ProcessFolder,
    hashes: readonly MerkleHash[],
  ): readonly (Holder | undefined)[] | undefined {
    // lines that were written before somebody came stand for now
    const written = hashes.filter((hash) => this.#running.has(hash));
    if (this.#waiting.length > 0) {
      this.#waiting = [];
      this.#rewrite(folder);
    }
    const holders = this.#find(folder, hashes);
    const granted = hashes.filter((_, i) => holders[i] === undefined);
    const refused = written.filter((hash) => !granted.includes(hash));
    for (const hash of refused) this.#running.delete(hash);
    if (refused.length > 0) this.#append(folder, linesOf("~", refused));
    const fresh = granted.filter((hash) => !this.#running.has(hash));
    if (fresh.length > 0) this.#write(folder, fresh);
    return granted.length === hashes.length ? undefined : holders;
  }

  ended(hash: MerkleHash): void {
    if (!this.#running.delete(hash)) return;
    this.#ended.add(hash);
    this.#untold.push(hash);
  }

  release(hashes: readonly MerkleHash[], committed: boolean): void {
    const had = hashes.filter((hash) => this.#ended.delete(hash) || this.#running.delete(hash));
    const folder = this.#folder;
    if (had.length === 0 || folder === undefined) return;
    try {
      if (this.#idle || this.#bytes > this.#most) folder.locked(() => this.#rewrite(folder));
      // what is committed is found there, whatever the lines say
      else if (!committed) this.#append(folder, this.#news() + linesOf("~", had));
    } catch (error) {
      this.#giveUp(error);
    }
  }

  get #idle(): boolean {
    return this.#running.size === 0 && this.#ended.size === 0;
  }

  holders(hashes: readonly MerkleHash[]): readonly (Holder | undefined)[] {
    const folder = this.#joined();
    try {
      if (folder !== undefined) {
        return this.#amongOthers(folder, () => this.#find(folder, hashes));
      }
    } catch (error) {
      this.#giveUp(error);
    }
    return hashes.map(() => undefined);
  }

  deadlocked(hashes: readonly MerkleHash[]): boolean {
    const folder = this.#joined();
    // without a body that waits here nobody can wait for this process
    if (folder === undefined || this.#running.size === 0) return false;
    try {
      return this.#amongOthers(folder, () => {
        this.#waiting = hashes;
        this.#rewrite(folder);
        return this.#isRound(folder, hashes);
      });
    } catch (error) {
      this.#giveUp(error);
      return false;
    }
  }

  /** Whether all who have what is waited for, and those for whom they wait, do nothing but wait. */
  #isRound(folder: ProcessFolder, hashes: readonly MerkleHash[]): boolean {
    const texts = [...folder.others].filter((other) => folder.isAlive(other))
      .map((other) => folder.claimsOf(other));
    const seen = new Set<string>();
    const queue = [...hashes] as string[];
    for (let hash = queue.pop(); hash !== undefined; hash = queue.pop()) {
      if (seen.has(hash)) continue;
      seen.add(hash);
      const text = texts.find((one) => stateIn(one, hash!) !== undefined);
      // this process has it, or nobody
      if (text === undefined) {
        if (!this.#running.has(hash as MerkleHash)) return false;
        continue;
      }
      const awaited = [...text.matchAll(/^\?(.+)$/gm)].map(([, one]) => one!);
      if (awaited.length === 0) return false;
      queue.push(...awaited);
    }
    return true;
  }

  leave(): void {
    this.#running.clear();
    this.#ended.clear();
    this.#untold = [];
    this.#bytes = 0;
    this.#waiting = [];
    this.#together = false;
    const folder = this.#folder;
    this.#folder = undefined;
    this.#request.open.delete(this);
    folder?.close();
  }

  #joined(): ProcessFolder | undefined {
    if (this.#folder !== undefined || this.#impossible) return this.#folder;
    const network = networkFileSystem(dirname(this.#request.folder));
    if (network !== undefined) {
      return this.#refuse(noLeasesOn(dirname(this.#request.folder), network));
    }
    try {
      const folder = new ProcessFolder(this.#request.folder);
      this.#folder = folder;
      this.#request.open.add(this);
      folder.locked(() => this.#look(folder));
      this.shared ||= this.#request.changed();
      return folder;
    } catch (error) {
      return this.#refuse(noLeases(error));
    }
  }

  /** Without leases the work goes on: nothing but time can be lost. */
  #giveUp(error: unknown): undefined {
    this.leave();
    return this.#refuse(noLeases(error));
  }

  #refuse(why: string): undefined {
    this.#impossible = true;
    this.#request.onProblem(why);
  }

  /** Under the lock, knowing who is there. */
  #amongOthers<T>(folder: ProcessFolder, work: () => T): T {
    return folder.locked(() => {
      const due = performance.now() - this.#looked > LOOK_EVERY;
      if (!this.#together || due || folder.someoneCame()) this.#look(folder);
      return work();
    });
  }

  #look(folder: ProcessFolder): void {
    folder.look();
    this.#looked = performance.now();
    this.#together = !folder.others[Symbol.iterator]().next().done;
    this.shared ||= this.#together;
  }

  #find(folder: ProcessFolder, hashes: readonly MerkleHash[]): (Holder | undefined)[] {
    const found: (Holder | undefined)[] = hashes.map(() => undefined);
    for (const other of folder.others) {
      const text = folder.claimsOf(other);
      if (text === "") continue;
      const theirs = hashes.map((hash) => stateIn(text, hash));
      if (theirs.every((one) => one === undefined) || !folder.isAlive(other)) continue;
      theirs.forEach((state, i) => found[i] ??= state && holderOf(other, state));
    }
    return found;
  }

  #write(folder: ProcessFolder, hashes: readonly MerkleHash[]): void {
    const lines = `${hashes.join("\n+")}\n`;
    if (this.#running.size > 0) this.#append(folder, `${this.#news()}+${lines}`);
    else {
      this.#untold = []; // the first sign says so of all
      this.#append(folder, `=${lines}`);
    }
    for (const hash of hashes) this.#running.add(hash);
  }

  /** Lines for what has ended since something was written. */
  #news(): string {
    if (this.#untold.length === 0) return "";
    const lines = linesOf("-", this.#untold);
    this.#untold = [];
    return lines;
  }

  #append(folder: ProcessFolder, lines: string): void {
    this.#bytes += lines.length;
    if (lines.length > BUFFER.length) return writeAll(folder.claims, ENCODER.encode(lines));
    ENCODER.encodeInto(lines, BUFFER);
    writeAll(folder.claims, BUFFER.subarray(0, lines.length));
  }

  /** Leaves only the lines that count. */
  #rewrite(folder: ProcessFolder): void {
    folder.claims.truncateSync(0);
    this.#bytes = 0;
    this.#untold = [];
    const lines = linesOf("-", this.#ended) + linesOf("+", this.#running) +
      linesOf("?", this.#waiting);
    this.#most = 2 * lines.length + MOST_BYTES;
    if (lines !== "") this.#append(folder, lines);
  }
}

const ENCODER = new TextEncoder();
const BUFFER = new Uint8Array(4096);

function holderOf({ pid }: Other, state: "running" | "ended"): Holder {
  return { pid, ended: state === "ended" };
}
