/** The options of a task, as a user writes them. Types only. */

import type { Serializer } from "../codec/codec.ts";
import type { CodeMode, HashMode } from "../source/types.ts";

/** Options that change what a task's values are, so they are part of its hash. */
export interface KeyOptions {
  /**
   * How far the code is followed: `deps` hashes the function and all that it uses, across files and
   * packages; `module` the whole file of the function and all that the file uses; `function` the
   * function's own text and nothing else.
   * @default {"deps"}
   */
  readonly hashMode?: HashMode | undefined;
  /**
   * What counts as a change: `normalized` leaves out comments, layout and types; with `exact` every
   * character of the source counts.
   * @default {"normalized"}
   */
  readonly code?: CodeMode | undefined;
  /**
   * Stands for the code and all that it uses: only another version (or another name or file) gives
   * another hash.
   */
  readonly version?: string | number | undefined;
  /** Stands for the code all by itself: survives renaming the task and moving it. */
  readonly hashKey?: string | undefined;
  /**
   * Values that count besides the arguments and the code: `[threshold]` or `{ threshold }`. They
   * are hashed by value; this is the way to use a captured variable or a module constant that is
   * computed when the program starts.
   */
  readonly deps?: readonly unknown[] | Readonly<Record<string, unknown>> | undefined;
  /** Names of the environment variables that the body reads; their values count. */
  readonly env?: readonly string[] | undefined;
  /** Parameters, by name or 0-based position, whose values don't count: a logger, a directory. */
  readonly ignoreArgs?: readonly (string | number)[] | undefined;
  /** By parameter name: gives the plain data that stands for an argument in the hash. */
  readonly argSerializers?: Readonly<Record<string, (value: never) => unknown>> | undefined;
  /**
   * How values become bytes in the cache: `json`, `text`, `bytes`, `lines` or your own. The default
   * takes plain data, bytes, typed arrays, Dates, Maps, Sets and BigInts without loss. For a task
   * with `outs` also by out: `{ model: pickle, report: "text" }`; the others take the default.
   */
  readonly serializer?:
    | Serializer
    | string
    | Readonly<Record<string, Serializer | string>>
    | undefined;
}

/** Options that say how a task runs and how its values are kept; they don't change its hash. */
export interface RunOptions<Value = unknown> {
  /** What the task is called in messages. By default the name that it is bound to. */
  readonly name?: string | undefined;
  /** Whether values are kept and looked up; `null` says no as well. @default {true} */
  readonly cache?: boolean | null | undefined;
  /**
   * Whether values also stay in memory for as long as the project is open: the next run in the same
   * process reads nothing. With `cache: false` they are there only. Decoded ones stay with `share`.
   * @default {false}
   */
  readonly cacheInMemory?: boolean | undefined;
  /**
   * Whether values are dropped from the cache at the end of a run, once all that needs them is done:
   * for large ones that are quickly made again. While what uses them is cached they aren't missed.
   * @default {false}
   */
  readonly cacheTemporarily?: boolean | undefined;
  /** Whether arguments (all, or those named) are stored readably with each entry. @default {false} */
  readonly cacheArgs?: boolean | readonly string[] | undefined;
  /**
   * Gives data to be stored beside a value; `duration` is the body's, in milliseconds. An object is put
   * together with one of `setMetadata`, and is the stronger.
   */
  readonly metadata?: ((result: Value, info: { duration: number }) => unknown) | undefined;
  /** Whether what the body prints is captured and kept with its values. @default {true} */
  readonly capture?: boolean | undefined;
  /** How many times a body that failed is tried again. @default {0} */
  readonly retries?: number | undefined;
  /** Milliseconds after which a body has failed. By default it may take for ever. */
  readonly timeout?: number | undefined;
  /**
   * Whether all consumers are handed the very same value instead of a copy each. For big values that
   * nobody changes.
   * @default {false}
   */
  readonly share?: boolean | undefined;
  /** Whether tasks that use a value stay as they are if it is made anew and is equal. @default {true} */
  readonly cutoff?: boolean | undefined;
}

/** Options of `task(options, fn)` apart from `outs`. */
export interface TaskOptions<Value = unknown> extends KeyOptions, RunOptions<Value> {}
