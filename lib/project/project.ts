/** `openProject()`: a project for programs and tests, several in one process if need be. */

import type { Cache, QueryValue } from "../cache/interfaces.ts";
import { setDefaultRuntime } from "../graph/ambient.ts";
import type { Reporter, Summary } from "../run/event.ts";
import type { Executor } from "../run/executor.ts";
import type { Evaluated } from "../task/types.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { hasCache } from "./cache_modes.ts";
import { type Config, readConfig } from "./config.ts";
import { projectLayer } from "./layer.ts";
import type { StoredEntry } from "./query.ts";
import { runRecorded } from "./recorded_run.ts";
import { findRoot } from "./root.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session_options.ts";

/** How a project is opened. */
export interface ProjectOptions {
  /**
   * Its folder: `.merkl` in it holds the cache, and paths start there.
   * @default the nearest folder from the working directory upwards with `.merkl`, `merkl.json`,
   * `deno.json`, `package.json` or `.git`
   */
  readonly root?: string;
  /** A cache of your own, which stays open; null keeps nothing. @default SQLite in the folder that
   * the setting `cache` names, `.merkl` by default */
  readonly cache?: Cache | null;
  /** Where bodies run. @default in this process */
  readonly executor?: Executor;
  /** Told everything that happens. */
  readonly reporter?: Reporter;
}

/** How a run goes. */
export interface ProjectRunOptions {
  /** Run every body again. @default {false} */
  readonly force?: boolean;
  /** Bodies at once. @default the setting `jobs`, 1 by default */
  readonly jobs?: number;
  /**
   * After a failure, go on with all that doesn't depend on it.
   * @default the setting `keepGoing`, false by default
   */
  readonly keepGoing?: boolean;
  /** Look stored values up and store new ones. @default {true} */
  readonly cache?: boolean;
  /**
   * Read each new value back from its bytes, and warn where a serialiser changes it.
   * @default {false}
   */
  readonly verify?: boolean;
  /** Ends the run: no new body starts. */
  readonly signal?: AbortSignal;
}

/** What a run gives. */
export interface RunResult<T> {
  /** What the function returned, with values in the places of Futures. */
  readonly value: T;
  /** What became of its calls. */
  readonly summary: Summary;
}

/** An open project. */
export interface Project extends AsyncDisposable {
  /** Absolute path of its folder. */
  readonly root: string;
  /**
   * Calls `fn`, which wires tasks, and evaluates the Futures in what it returns and all that were
   * given an output with `to()`.
   *
   * @throws {MerklError} the first failure, when no body runs any more
   */
  run<T>(fn: () => T, options?: ProjectRunOptions): Promise<RunResult<Evaluated<Awaited<T>>>>;
  /**
   * The entries of the cache that fulfil an SQL expression, oldest first, or the rows of a whole
   * `select`. It can only read.
   *
   * @example
   * ```ts ignore
   * const good = await project.query("task = 'train' and metadata ->> '$.loss' < ?", [0.1]);
   * ```
   *
   * @param where Over the columns of the view `entries_v`, see {@linkcode StoredEntry}.
   * @param params What the `?` in it stand for.
   * @throws {MerklError} `query-malformed`, `query-not-single`, `cache-not-queryable`
   */
  query<Row = StoredEntry>(where: string, params?: readonly QueryValue[]): Promise<Row[]>;
}

/**
 * Opens a project. Close it with `await using`, or by calling `[Symbol.asyncDispose]()`.
 *
 * @example
 * ```ts
 * import { openProject, task } from "@merkl/merkl";
 *
 * const shout = task((text: string) => text.toUpperCase());
 *
 * await using project = await openProject({ cache: null });
 * const { value } = await project.run(() => ({ greeting: shout("hello") }));
 * console.log(value.greeting); // HELLO
 * ```
 */
export function openProject(options: ProjectOptions = {}): Promise<Project> {
  return Promise.try(async () => {
    const { root, ...rest } = options;
    const folder = root === undefined ? findRoot(absPath(".")) : absPath(root);
    const say = (message: string) => console.error(`merkl: ${message}`);
    const config = readConfig({ root: folder, cwd: absPath(".") });
    const settings = { ...config, cacheFolder: cacheFolderOf(config) };
    const layer = await projectLayer(settings, { onProblem: say, onWait: say });
    return projectOf(new Session({ ...configured(folder, config), layer, ...rest }));
  });
}

/** The options of a session that a project's settings decide. */
function configured(
  root: AbsPath,
  config: Config = readConfig({ root, cwd: absPath(".") }),
): SessionOptions {
  const { jobs, keepGoing } = config;
  return { root, cacheFolder: cacheFolderOf(config), defaults: { jobs, keepGoing } };
}

function cacheFolderOf(config: Config): AbsPath | null {
  return hasCache(config) ? config.cache : null;
}

/** The project that users see of a session. */
export function projectOf(session: Session): Project {
  return {
    root: session.root,
    async run<T>(fn: () => T, options: ProjectRunOptions = {}) {
      const { value, summary } = await runRecorded(session, fn, options);
      return { value: value as Evaluated<Awaited<T>>, summary };
    },
    async query<Row>(where: string, params: readonly QueryValue[] = []) {
      const { queryCache } = await import("./query.ts"); // few programs ask
      return [...(await queryCache(session.cache, where, params)).rows] as Row[];
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

setDefaultRuntime(() => new Session(configured(findRoot(absPath(".")))));
