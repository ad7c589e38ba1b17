/** What the graph and the scheduler know of a task. Types only; `task/info.ts` makes them. */

import type { Serializer } from "../codec/codec.ts";
import type { Place } from "../error/place.ts";
import type { BatchSite, InferredOuts, Param } from "../source/types.ts";
import type { Definition } from "../task/definition.ts";
import type { OutKey } from "./node.ts";
import type { Runtime } from "./runtime.ts";

/** A task in one project: its place, the hash of what it depends on, how its values are kept. */
export interface TaskInfo {
  /** As people call it: the binding's name or the `name` option. */
  readonly name: string;
  /** `file#binding`. */
  readonly taskId: string;
  readonly depsHash: string;
  /** JSON dictionary, name -> hash, of all that is in `depsHash`. */
  readonly depsJson: string;
  readonly place: Place | undefined;
  /** The body as it is written. */
  readonly text: string;
  /** The batches over it in its module. */
  readonly batches: readonly BatchSite[];
  readonly params: readonly Param[];
  readonly signature: string;
  /** What `outs: "infer"` stands for. */
  readonly inferredOuts: InferredOuts;
  /** Whether the parameters are known, so that arguments can be counted. */
  readonly checksCount: boolean;
  /** The user's function. */
  readonly fn: (...args: unknown[]) => unknown;
  readonly settings: TaskSettings;
  readonly definition: Definition;
  readonly runtime: Runtime;
  /** How the value of an out becomes bytes. */
  serializer(out: OutKey): Serializer;
  /** Gives the name of a value in `deps` that is no longer what was hashed. */
  readonly changedDep?: (() => string | undefined) | undefined;
  /** Gives a declared environment variable that is no longer what was hashed. */
  readonly changedEnv?: (() => string | undefined) | undefined;
}

/** The options that say how a task runs and is kept; none is in the key. */
export interface TaskSettings {
  /** Whether results are stored and looked up. */
  readonly cache: boolean;
  readonly cacheInMemory: boolean;
  readonly cacheTemporarily: boolean;
  readonly cacheArgs: boolean | readonly string[];
  /** Whether an equal value of this task stands for unchanged work to those that use it. */
  readonly cutoff: boolean;
  /** Whether consumers are handed the same object. */
  readonly share: boolean;
  readonly metadata: ((result: unknown, info: { duration: number }) => unknown) | undefined;
  readonly retries: number;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  readonly capture: boolean;
}
