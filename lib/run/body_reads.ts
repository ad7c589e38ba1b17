/** What a body reads through merkl: its value stands only while all of it is as it was. */

import type { Look } from "../file/look.ts";
import { exists } from "../util/exists.ts";
import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, absPath, relPath } from "../util/path.ts";

/** One of an entry's reads, as stored. */
export interface Read {
  /** Relative to the root; absolute outside of it. */
  readonly path: string;
  /** Of what was seen; empty if it couldn't be read, which the body may have made something of. */
  readonly hash: string;
  /** What was looked at. @default {"content"} */
  readonly look?: Exclude<Look, "content">;
}

interface Noted {
  readonly path: AbsPath;
  readonly look: Look;
  hash: string;
  /** Only its path was asked for, perhaps to write there. */
  handed: boolean;
  /** When the file or folder was made, in milliseconds since the epoch. */
  born: number;
}

/** A file that was made so long before a body began, in milliseconds, may look younger than it. */
const TICK = 20;

/** The reads of one execution. */
export class BodyReads {
  readonly #root: AbsPath;
  /** When the body began, in milliseconds since the epoch. */
  readonly #began: number;
  readonly #noted = new Map<string, Noted>();
  /** Those of calls that the body evaluated, as they have stored them. */
  readonly #nested = new Map<string, Read>();
  /** What {@linkcode BodyReads.add} was given. */
  readonly #added = new Set<string>();

  constructor(root: AbsPath, began: number) {
    this.#root = root;
    this.#began = began;
  }

  /**
   * Takes note that something is looked at; what is given is to be called with the hash of what is
   * seen, undefined if that is known. What was seen at first counts.
   *
   * @param handed Only the path is asked for.
   */
  note(path: AbsPath, look: Look, handed: boolean): ((hash: string) => void) | undefined {
    const key = `${look} ${path}`;
    const before = this.#noted.get(key);
    if (before !== undefined && (handed || !before.handed || before.hash !== "")) {
      if (!handed) before.handed = false;
      return undefined;
    }
    const noted: Noted = { path, look, hash: "", handed, born: -Infinity };
    this.#noted.set(key, noted);
    return (hash) => {
      noted.hash = hash;
      noted.born = bornAt(path);
    };
  }

  /** Takes note of the reads (JSON) of a call that the body evaluated. */
  add(reads: string, isOwn: (path: AbsPath) => boolean): void {
    if (this.#added.has(reads)) return;
    this.#added.add(reads);
    for (const read of JSON.parse(reads) as Read[]) {
      if (isOwn(absPath(read.path, this.#root))) continue;
      this.#nested.set(JSON.stringify(read), read);
    }
  }

  /** The body returned what is at a path, and it stays there: `hash` is what was taken. */
  returned(path: AbsPath, look: Look, hash: string): void {
    this.#noted.set(`${look} ${path}`, { path, look, hash, handed: false, born: -Infinity });
  }

  /** The body returned what is at a path, and it was moved away: it was the body's own. */
  moved(path: AbsPath): void {
    for (const [key, noted] of this.#noted) {
      if (noted.path === path || relPath(noted.path, path) !== undefined) this.#noted.delete(key);
    }
  }

  /** What is to be stored, as JSON; null if nothing. */
  json(): string | null {
    const reads = new Map(this.#nested);
    for (const noted of this.#noted.values()) {
      if (this.#madeByBody(noted)) continue;
      const { hash, look } = noted;
      const path = pathIn(this.#root, noted.path);
      const read: Read = look === "content" ? { path, hash } : { path, hash, look };
      reads.set(JSON.stringify(read), read);
    }
    if (reads.size === 0) return null;
    return JSON.stringify([...reads.values()].sort((a, b) => byCodeUnit(a.path, b.path)));
  }

  /** Whether something was made in the body: where its path led to nothing, or to be removed again. */
  #madeByBody({ path, hash, handed, born }: Noted): boolean {
    if (hash === "") return handed && exists(path);
    return born >= this.#began - TICK && !exists(path);
  }
}

function pathIn(root: AbsPath, path: AbsPath): string {
  return path === root ? "." : relPath(path, root) ?? path;
}

function bornAt(path: AbsPath): number {
  try {
    const { birthtime, mtime } = Deno.statSync(path);
    return (birthtime ?? mtime)?.getTime() ?? -Infinity;
  } catch {
    return -Infinity;
  }
}
