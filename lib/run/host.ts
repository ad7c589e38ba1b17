/** What the scheduler needs of its surroundings. Types only; `project/session.ts` has it. */

import type { EntryHead } from "../cache/entry.ts";
import type { Cache } from "../cache/interfaces.ts";
import type { MerkleHash } from "../hash/digest.ts";
import type { FileStat } from "../file/types.ts";
import type { Future } from "../graph/future.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { AbsPath } from "../util/path.ts";
import type { Reporter } from "./event.ts";
import type { Executor } from "./executor.ts";
import type { Job } from "./job.ts";
import type { ValueMemory } from "./memory.ts";
import type { RunningBodies } from "./running_bodies.ts";

/** How a run goes. */
export interface RunOptions {
  /** Run every body again. */
  readonly force: boolean;
  /** Bodies at once. */
  readonly jobs: number;
  /** After a failure, go on with all that doesn't depend on it. */
  readonly keepGoing: boolean;
  /** Whether stored values are looked up and new ones stored. */
  readonly cache: boolean;
  /** Whether each new value is read back from its bytes and compared. @default {false} */
  readonly verify?: boolean;
  /** Whether reasons say what has changed since the nearest stored call. @default {false} */
  readonly explain?: boolean;
  /** Aborted when the run is to end. */
  readonly signal?: AbortSignal;
  /** Whether the run is to end; unlike `signal`, seen by synchronous loops too. */
  readonly stopping?: () => boolean;
  /** Called when the first body is about to start, or another process's is waited for; maybe often. */
  readonly onFirstBody?: () => void;
  /** The command line that runs the body of a call alone, for who is told that it failed. */
  readonly debugCommand?: ((hash: MerkleHash) => string) | undefined;
}

/** What else is asked of an evaluation. */
export interface EvaluateOptions {
  /** The job in whose body it is asked for. */
  readonly caller?: Job | undefined;
  /** Futures to be finished as well, whose values nobody asks for. */
  readonly also?: readonly Future<unknown>[];
  /** Asked for while an output is written: the end of that very writing can't be waited for. */
  readonly forOutput?: boolean;
}

/** Values of calls that lie outside of the cache: in outputs with a sidecar. */
export interface Elsewhere {
  /** What is known of such a value; undefined if there is none. */
  head(future: Future<unknown>): EntryHead | undefined;
  /** Its bytes as the cache would have them; undefined if they are lost. */
  bytes(future: Future<unknown>): Promise<Uint8Array | undefined>;
}

/** The surroundings of a run. */
export interface RunHost {
  readonly runtime: Runtime;
  /** What surrounds bodies in their scope. */
  readonly run: object;
  /** Is told which bodies run. */
  readonly bodies?: RunningBodies;
  readonly cache: Cache;
  readonly elsewhere?: Elsewhere;
  /** Values that earlier runs left in memory. */
  readonly memory?: ValueMemory;
  readonly executor: Executor;
  readonly reporter: Reporter | undefined;
  /** The first of an entry's reads that no longer holds. */
  changedRead(reads: string): string | undefined;
  statOf(path: string): FileStat | undefined;
  /** Told of a file that doesn't hold what was remembered of it: it is to be read the next time. */
  doubt?(path: AbsPath): void;
  /** Called once for each call whose values are known and finished: outputs are written then. */
  onFinished(job: Job): Promise<void> | undefined;
}
