/** How a project is opened in a process. Types only. */

import type { Cache } from "../cache/interfaces.ts";
import type { Reporter } from "../run/event.ts";
import type { Executor } from "../run/executor.ts";
import type { RunOptions } from "../run/host.ts";
import type { AbsPath } from "../util/path.ts";

/** How a session is opened. */
export interface SessionOptions {
  readonly root: AbsPath;
  /** A cache of the caller's, which stays open; null for none; default SQLite below `.merkl`. */
  readonly cache?: Cache | null;
  /** Where that is kept instead, if `cache` isn't given; null for none. */
  readonly cacheFolder?: AbsPath | null;
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
