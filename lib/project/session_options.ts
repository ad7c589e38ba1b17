/** How a project is opened in a process. Types only. */

import type { Cache } from "../cache/interfaces.ts";
import type { Reporter } from "../run/event.ts";
import type { Executor } from "../run/executor.ts";
import type { RunOptions } from "../run/host.ts";
import type { AbsPath } from "../util/path.ts";

/** What is put over the cache of a folder. */
export interface Layer {
  /** Whether there is a folder below it; else it has what a process makes in memory only. */
  readonly local: boolean;
  /** Puts it over a cache, which it closes with itself. */
  over(local: Cache): Cache;
}

/** How a session is opened. */
export interface SessionOptions {
  readonly root: AbsPath;
  /** A cache of the caller's, which stays open; null for none; default SQLite below `.merkl`. */
  readonly cache?: Cache | null;
  /** Where that is kept instead, if `cache` isn't given; null for none. */
  readonly cacheFolder?: AbsPath | null;
  /** A remote cache behind that one. */
  readonly layer?: Layer | undefined;
  /** How runs go that don't say otherwise. */
  readonly defaults?: Partial<RunOptions>;
  /**
   * When the code began to be loaded, in milliseconds since the epoch: a source that is younger may
   * not be what runs. Undefined: not checked.
   */
  readonly loadedAt?: number;
  /** Told the absolute path of every source, input and read that is looked at. */
  readonly onFile?: (path: string) => void;
  readonly executor?: Executor;
  readonly reporter?: Reporter;
}
