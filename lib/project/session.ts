/** An open project: the composition root, and the one file that names concrete executors. */

import type { Cache } from "../cache/interfaces.ts";
import { type Look, lookAt } from "../file/look.ts";
import type { FileStat } from "../file/types.ts";
import { StatMemo } from "../file/stat_memo.ts";
import { ambient, enterScope, type Scope, withProcessScope } from "../graph/ambient.ts";
import { type Future, NODE } from "../graph/future.ts";
import type { FileNode, InputNode } from "../graph/node.ts";
import { noteFile, noteValues } from "../graph/construction.ts";
import type { FromFileOptions, GraphStore, OutputOptions, Runtime } from "../graph/runtime.ts";
import { findFutures, replaceSome } from "../graph/walk.ts";
import type { ContentHash } from "../hash/digest.ts";
import { uncaptured, uncapturedReporter } from "../run/capture.ts";
import { BodyContext } from "../run/context.ts";
import type { Reporter } from "../run/event.ts";
import type { Executor } from "../run/executor.ts";
import type { RunOptions } from "../run/host.ts";
import { inlineExecutor } from "../run/inline_executor.ts";
import { ValueMemory } from "../run/memory.ts";
import type { Analysis, AnalyzeRequest, Frame } from "../source/types.ts";
import { beginRound } from "../task/info.ts";
import { type AbsPath, absPath, relPath } from "../util/path.ts";
import type { DryScope, ProjectForecast } from "./dry_scope.ts";
import { ChangedReads } from "./changed_read.ts";
import { graphStore } from "./graph_store.ts";
import { Listeners } from "./listeners.ts";
import { Pins } from "./pins.ts";
import { seen } from "./returned.ts";
import { RunScope } from "./run_scope.ts";
import type { SessionOptions } from "./session_options.ts";
import { Sources } from "./sources.ts";
import { openStores } from "./stores.ts";
import { isStored, storedMetadata } from "./stored_values.ts";
import { trackedNode } from "./tracked_file.ts";

const DEFAULTS: RunOptions = { force: false, jobs: 1, keepGoing: false, cache: true };

/** A project that is open in this process. */
export class Session implements Runtime, AsyncDisposable {
  readonly root: AbsPath;
  readonly cache: Cache;
  readonly sources: Sources;
  onCall: Runtime["onCall"];
  readonly #owned: boolean;
  /** Whether results are kept. */
  readonly stores: boolean;
  /** Where the cache is in files that can be written. */
  readonly folder: AbsPath | undefined;
  readonly #defaults: RunOptions;
  readonly #executor: Executor;
  readonly #reporter: Reporter | undefined;
  readonly #stats: StatMemo;
  readonly #onFile: ((path: string) => void) | undefined;
  readonly #pins = new Pins();
  readonly #said = new Set<string>();
  readonly #listeners = new Listeners();
  readonly #memory = new ValueMemory();
  /** The run of what is evaluated outside of any `run()`, while something is. */
  #loose: { readonly scope: RunScope; users: number } | undefined;
  #changed: ChangedReads | undefined;

  constructor(options: SessionOptions) {
    this.root = options.root;
    this.#reporter = options.reporter && uncapturedReporter(options.reporter);
    this.#onFile = options.onFile;
    this.#executor = options.executor ?? inlineExecutor();
    this.#defaults = { ...DEFAULTS, ...options.defaults };
    const opened = openStores(options, (key, message) => this.warnOnce(key, message));
    this.cache = opened.cache;
    this.#owned = opened.owned;
    this.stores = opened.stores;
    this.folder = opened.folder;
    this.#stats = new StatMemo({ root: this.root, table: this.cache.files });
    this.sources = new Sources({
      root: this.root,
      memo: this.cache.memo,
      onFile: this.#onFile,
      hashFile: (path) => this.#stats.fileHash(path).hash,
      loadedAt: options.loadedAt,
    });
  }

  /**
   * Calls `fn`, and evaluates the Futures in what it returns and all that were given an output.
   * Gives what `fn` returned, with values in the places of the Futures.
   */
  async run<T>(
    fn: () => T,
    options: Partial<RunOptions> = {},
  ): Promise<{ readonly returned: Awaited<T>; readonly value: unknown; readonly scope: RunScope }> {
    const scope = this.openRun(options);
    const { returned, value } = await this.runIn(scope, fn);
    return { returned, value, scope };
  }

  /** A new run, for {@linkcode Session.runIn}. */
  openRun(options: Partial<RunOptions> = {}): RunScope {
    const merged = { ...this.#defaults, ...options };
    beginRound();
    return new RunScope({
      runtime: this,
      cache: this.cache,
      memory: this.#memory,
      executor: this.#executor,
      reporter: this.#reporter,
      changedRead: (reads) => this.#changedRead(reads),
      stats: this.#stats,
      takeListeners: (job) => this.#listeners.take(job),
    }, { ...merged, cache: merged.cache && this.stores });
  }

  /**
   * As {@linkcode Session.run}, in a run that was opened before.
   *
   * @param how `shown`: of an array or Map in what `fn` returns, so many items are given as values,
   * the others are evaluated but stay Futures. `alone`: the process has this run only.
   */
  async runIn<T>(
    scope: RunScope,
    fn: () => T,
    { shown = Infinity, alone = false } = {},
  ): Promise<{ readonly returned: Awaited<T>; readonly value: unknown }> {
    const enter = alone ? withProcessScope : enterScope;
    return await enter({ runtime: this, run: scope, body: undefined }, async () => {
      const returned = seen(await fn());
      const roots = findFutures(returned, shown);
      const values = await scope.end(roots, shown === Infinity ? [] : findFutures(returned));
      return { returned, value: replaceSome(returned, roots, values) };
    });
  }

  /** Says what a run of `fn` would do, without running, storing or writing anything. */
  async foresee(fn: () => unknown, options: Partial<RunOptions> = {}): Promise<ProjectForecast> {
    return (await this.wire(fn, options)).forecast;
  }

  /** As {@linkcode Session.foresee}; also gives what was wired. */
  async wire(
    fn: () => unknown,
    options: Partial<RunOptions> = {},
  ): Promise<{ readonly scope: DryScope; readonly forecast: ProjectForecast }> {
    const merged = { ...this.#defaults, ...options };
    const { DryScope } = await import("./dry_scope.ts"); // not needed in runs
    beginRound();
    const scope = new DryScope({
      cache: this.cache,
      changedRead: (reads) => this.#changedRead(reads),
      stats: this.#stats,
    }, { ...merged, cache: merged.cache && this.stores });
    return await enterScope({ runtime: this, run: scope, body: undefined }, async () => {
      let returned: unknown;
      try {
        returned = seen(await fn());
      } catch (error) {
        if (!scope.stuck) throw error;
      }
      return { scope, forecast: await scope.end(findFutures(returned)) };
    });
  }

  analyze(request: AnalyzeRequest): Analysis {
    const analysis = this.sources.analyze(request);
    this.cache.putSources(analysis.sources);
    return analysis;
  }

  pin(id: string, code: string, taskId: string): void {
    this.#pins.add(id, code, taskId);
  }

  env(name: string): string | undefined {
    return Deno.env.get(name);
  }

  file(path: AbsPath): { content: ContentHash; stat: FileStat } {
    this.#onFile?.(path);
    const seen = this.#noting(path)?.looking(path, "content");
    return noteFile(path, () => {
      const { hash, stat } = this.#stats.fileHash(path);
      seen?.(hash);
      return { content: hash, stat };
    });
  }

  looked(path: AbsPath, look: Look, handed: boolean): void {
    this.#onFile?.(path);
    const seen = this.#noting(path)?.looking(path, look, handed);
    seen?.(this.#lookAt(path, look));
  }

  /** The body that looks at a path; a file of the cache it has from its arguments or calls. */
  #noting(path: AbsPath): BodyContext | undefined {
    const isCached = this.folder !== undefined && relPath(path, this.folder) !== undefined;
    return isCached ? undefined : this.#body();
  }

  #lookAt(path: AbsPath, look: Look): string {
    this.#onFile?.(path);
    return lookAt(path, look, (file) => {
      this.#onFile?.(file);
      return this.#stats.fileHash(file).hash;
    });
  }

  #changedRead(reads: string): string | undefined {
    const lookAt = (path: AbsPath, look: Look) => this.#lookAt(path, look);
    return (this.#changed ??= new ChangedReads(this.root, lookAt)).first(reads);
  }

  tracked(path: AbsPath, options: FromFileOptions): FileNode | InputNode | undefined {
    return trackedNode(path, options, {
      root: this.root,
      file: (path) => this.file(path),
      stats: this.#stats,
      looked: (path, look) => this.looked(path, look, false),
    });
  }

  evaluate(futures: readonly Future<unknown>[]): Promise<unknown[]> {
    return noteValues(futures, () => this.#evaluate(futures));
  }

  async #evaluate(futures: readonly Future<unknown>[]): Promise<unknown[]> {
    const { run } = this.#scope();
    if (run !== undefined) return await run.evaluate(futures, this.#body());
    const loose = this.#loose ??= { scope: this.openRun(), users: 0 };
    loose.users++;
    try {
      return await loose.scope.evaluate(futures, undefined);
    } finally {
      if (--loose.users === 0) {
        this.#loose = undefined;
        await loose.scope.dropTemporary();
      }
    }
  }

  graphs(): GraphStore | undefined {
    const { run } = this.#scope();
    if (!this.stores || run?.options.cache === false) return undefined;
    return graphStore(this.cache.memo, { lookUp: run?.options.force !== true });
  }

  /** What surrounds the caller, if it belongs to this session. */
  #scope(): { run: RunScope | DryScope | undefined; body: object | undefined } {
    const scope: Scope = ambient();
    if (scope.runtime !== this) return { run: undefined, body: undefined };
    return { run: scope.run as RunScope | DryScope | undefined, body: scope.body };
  }

  /** The body that the caller is in. */
  #body(): BodyContext | undefined {
    const { body } = this.#scope();
    return body instanceof BodyContext ? body : undefined;
  }

  output(
    future: Future<unknown>,
    path: string,
    request: { options: OutputOptions; frames: readonly Frame[] },
  ): void {
    const { run } = this.#scope();
    const scope = run ?? (this.#loose ??= { scope: this.openRun(), users: 0 }).scope;
    scope.outputs.add(future, absPath(path, this.root), request);
  }

  async inCache(future: Future<unknown>): Promise<boolean> {
    return future[NODE].kind !== "call" || this.#memory.head(future.hash) !== undefined ||
      (this.stores && await isStored(this.cache, future));
  }

  async clear(future: Future<unknown>): Promise<void> {
    if (future[NODE].kind !== "call") return;
    this.#memory.forget([future.hash]);
    await this.cache.clear([future.hash]);
  }

  metadata(future: Future<unknown>): Promise<unknown> {
    return storedMetadata(this.cache, future);
  }

  onCompleted(future: Future<unknown>, fn: (value: unknown) => void): void {
    this.#listeners.add(future, fn);
  }

  warnOnce(key: string, message: string): void {
    if (this.#said.has(key)) return;
    this.#said.add(key);
    if (this.#reporter === undefined) uncaptured(() => console.error(`merkl: ${message}`));
    else this.#reporter.event({ kind: "warning", message });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#owned) await this.cache.close();
  }
}
