/**
 * The folder in which processes that share a cache find each other: `.merkl/processes`.
 *
 * - `lock` is held, exclusively and for microseconds, by whoever looks at or changes the others' files.
 * - `arrivals` grows by a byte with each process that comes: one read tells whether any did.
 * - `PID-ID.alive` is locked by its process for as long as that lives: the system drops the lock when
 *   it is killed. No heartbeat, since a body may keep its process from anything else for hours.
 * - `PID-ID.claims` is what the process says that it runs; see `process_leases.ts`.
 */

import { join } from "../util/path.ts";

/** How long, in milliseconds, the lock is waited for: whoever has it may have been stopped. */
const PATIENCE = 2000;

/** Another process that is in the folder. */
export interface Other {
  readonly name: string;
  readonly pid: number;
  readonly alive: Deno.FsFile;
  readonly claims: Deno.FsFile;
}

/** What a process has in the folder while it runs bodies. */
export class ProcessFolder {
  readonly #folder: string;
  readonly #name = `${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
  readonly #lock: Deno.FsFile;
  readonly #alive: Deno.FsFile;
  readonly #arrivals: Deno.FsFile;
  readonly #byte = new Uint8Array(256);
  readonly #others = new Map<string, Other>();
  /** What this process says; every write goes to its end. */
  readonly claims: Deno.FsFile;

  /** Makes this process known. Fails as Deno does where files or locks can't be had. */
  constructor(folder: string) {
    this.#folder = folder;
    Deno.mkdirSync(folder, { recursive: true });
    const made: Deno.FsFile[] = [];
    const open = (name: string, options: Deno.OpenOptions) => {
      const file = Deno.openSync(join(folder, name), options);
      made.push(file);
      return file;
    };
    try {
      this.#lock = open("lock", { create: true, write: true });
      [this.claims, this.#alive, this.#arrivals] = this.locked(() => {
        const claims = open(`${this.#name}.claims`, { createNew: true, append: true, read: true });
        const alive = open(`${this.#name}.alive`, { createNew: true, write: true });
        alive.lockSync(true);
        const arrivals = open("arrivals", { create: true, append: true, read: true });
        arrivals.writeSync(Uint8Array.of(10));
        arrivals.seekSync(0, Deno.SeekMode.End);
        return [claims, alive, arrivals];
      });
    } catch (error) {
      for (const file of made) file.close();
      throw error;
    }
  }

  /**
   * Does something while no other process looks at or changes anything in the folder. Fails if the
   * lock can't be had: whoever has it was stopped.
   */
  locked<T>(work: () => T): T {
    this.#take();
    try {
      return work();
    } finally {
      this.#lock.unlockSync();
    }
  }

  #take(): void {
    const giveUp = performance.now() + PATIENCE;
    for (let wait = 0; !this.#lock.tryLockSync(true); wait = Math.min(8, wait + 1)) {
      if (performance.now() > giveUp) throw new Error("their lock is held for long");
      if (wait > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
  }

  /** Whether a process has come since this was asked the last time. */
  someoneCame(): boolean {
    return this.#arrivals.readSync(this.#byte) !== null;
  }

  /** The others that are known and were alive when they were looked for. */
  get others(): Iterable<Other> {
    return this.#others.values();
  }

  /** Looks who is there, and removes what dead processes left; to be called under the lock. */
  look(): void {
    for (const { name } of Deno.readDirSync(this.#folder)) {
      if (!name.endsWith(".alive")) continue;
      const of = name.slice(0, -".alive".length);
      if (of !== this.#name && !this.#others.has(of)) this.#meet(of);
    }
    for (const other of this.#others.values()) this.isAlive(other);
  }

  #meet(name: string): void {
    const files: Deno.FsFile[] = [];
    try {
      files.push(Deno.openSync(this.#path(name, "alive")));
      files.push(Deno.openSync(this.#path(name, "claims")));
      const [alive, claims] = files as [Deno.FsFile, Deno.FsFile];
      this.#others.set(name, { name, pid: parseInt(name), alive, claims });
    } catch {
      // it is of another user, or left in the meantime
      for (const file of files) file.close();
    }
  }

  /** Whether a process still lives; if not it is forgotten. To be called under the lock. */
  isAlive(other: Other): boolean {
    if (!this.#others.has(other.name)) return false;
    if (!other.alive.tryLockSync(true)) return true;
    this.#others.delete(other.name);
    other.alive.close();
    other.claims.close();
    this.#remove(other.name);
    return false;
  }

  /** What another process says that it runs. */
  claimsOf({ claims }: Other): string {
    claims.seekSync(0, Deno.SeekMode.Start);
    let text = "";
    for (let n = BUFFER.length; n === BUFFER.length;) {
      n = claims.readSync(BUFFER) ?? 0;
      text += DECODER.decode(BUFFER.subarray(0, n));
    }
    return text;
  }

  /** Takes everything of this process away. */
  close(): void {
    try {
      this.locked(() => this.#remove(this.#name));
    } catch {
      // the next process that comes finds nobody alive, and removes it
    }
    for (const file of [this.claims, this.#alive, this.#arrivals, this.#lock]) file.close();
    for (const { alive, claims } of this.#others.values()) {
      alive.close();
      claims.close();
    }
  }

  #path(name: string, kind: "alive" | "claims"): string {
    return join(this.#folder, `${name}.${kind}`);
  }

  #remove(name: string): void {
    for (const kind of ["claims", "alive"] as const) {
      try {
        Deno.removeSync(this.#path(name, kind));
      } catch {
        // somebody else did
      }
    }
  }
}

const DECODER = new TextDecoder();
const BUFFER = new Uint8Array(1 << 16);
