/** Runs one body from its parents' values to committed entries. */

import { evaluationCycle, taskFailed } from "../error/task_errors.ts";
import { isMerklError, retold } from "../error/merkl_error.ts";
import type { CallNode } from "../graph/node.ts";
import { contentHash } from "../hash/digest.ts";
import { isThenable } from "../util/thenable.ts";
import { type Attempt, tryOften } from "./attempt.ts";
import { attemptRules } from "./attempt_rules.ts";
import { installCapture } from "./capture.ts";
import { type BodyContext, createContext } from "./context.ts";
import { resolvedHashes } from "./freshness.ts";
import type { RunHost, RunOptions } from "./host.ts";
import { checkInputs, inputPaths } from "./input_values.ts";
import type { Job, Parent } from "./job.ts";
import { bodyWithFiles } from "./lent_files.ts";
import type { NestedReads } from "./nested_reads.ts";
import { nowMicros } from "./record.ts";
import { GROUPED, Recorder } from "./recorder.ts";
import { isInterruption } from "./stop.ts";
import { type Returned, returnsFiles, storeFiles } from "./store_files.ts";
import type { Values } from "./values.ts";
import type { Work } from "./work.ts";
import { watchWorkingDir } from "./working_dir.ts";

/** How a body ended. */
export type Outcome =
  | { readonly kind: "done"; readonly committed: Promise<void>; readonly duration: number }
  | { readonly kind: "failed"; readonly error: unknown }
  /** It was told to end, and gave nothing. */
  | { readonly kind: "interrupted" }
  /** Stored values of these parents are gone: they must be made again first. */
  | { readonly kind: "lost"; readonly jobs: readonly Job[] };

/** What a body gave. */
interface Executed {
  /** For each call, its files stored. */
  readonly made: readonly Returned[];
  readonly context: BodyContext;
  /** Milliseconds. */
  readonly duration: number;
}

interface Execute {
  readonly work: Work;
  readonly context: BodyContext;
  readonly attempt: Attempt;
  readonly body: () => unknown;
}

/** How many of the last lines that a body printed are shown when it fails. */
const TAIL = 20;

/** Runs bodies for a scheduler. */
export class Runner {
  readonly #host: RunHost;
  readonly #options: RunOptions;
  readonly #values: Values;
  readonly #recorder: Recorder;
  readonly #nested: NestedReads;
  /** Tasks, and whether their last body was too short to keep a commit waiting. */
  readonly #quick = new Map<string, boolean>();
  #begun = false;

  constructor(
    request: { host: RunHost; options: RunOptions; values: Values; nested: NestedReads },
  ) {
    this.#host = request.host;
    this.#options = request.options;
    this.#values = request.values;
    this.#recorder = new Recorder(request);
    this.#nested = request.nested;
  }

  /** Runs a body; gives a promise only if something has to be waited for. Neither throws nor rejects. */
  run(work: Work): Outcome | Promise<Outcome> {
    try {
      const outcome = this.#values.ready(work.parents)
        ? this.#runReady(work)
        : this.#runLoaded(work);
      return outcome instanceof Promise
        ? outcome.catch((error) => this.#notDone(work, error))
        : outcome;
    } catch (error) {
      return this.#notDone(work, error);
    }
  }

  async #runLoaded(work: Work): Promise<Outcome> {
    const lost = await this.#values.load(work.parents);
    return lost.length > 0 ? { kind: "lost", jobs: lost } : await this.#runReady(work);
  }

  #runReady(work: Work): Outcome | Promise<Outcome> {
    for (const [i, job] of work.jobs.entries()) {
      checkInputs(job, this.#host.statOf);
      work.resolved[i] = resolvedHashes(job, job.node as CallNode);
    }
    this.#aboutToStart(work);
    const executed = this.#tryOften(work);
    return executed instanceof Promise
      ? executed.then((executed) => this.#done(work, executed))
      : this.#done(work, executed);
  }

  #done(work: Work, { made, context, duration }: Executed): Outcome {
    const { lead, jobs } = work;
    const partial = context.endsPartial(lead.partial);
    for (const job of jobs) {
      job.partial = partial;
      checkInputs(job, this.#host.statOf);
    }
    const log = context.printed();
    const logHash = log === undefined ? null : contentHash(log);
    const execution = { ...context.recorded(), duration, created: nowMicros(), logHash };
    this.#quick.set(work.taskId, duration <= GROUPED);
    const committed = this.#recorder.record(work, { made, execution, log });
    return { kind: "done", duration, committed };
  }

  #notDone(work: Work, error: unknown): Outcome {
    if (isInterruption(error, this.#options)) return { kind: "interrupted" };
    return { kind: "failed", error: this.#failure(work, error) };
  }

  #aboutToStart({ taskId }: Work): void {
    // a synchronous body of hours would keep the results before it from being committed; whoever
    // waits for them is told if that fails
    if (this.#quick.get(taskId) !== true) this.#host.cache.flush().catch(() => {});
    if (this.#begun) return;
    this.#begun = true;
    installCapture();
    watchWorkingDir();
    this.#options.onFirstBody?.();
  }

  /** The body's own run, again and again if its task says so. */
  #tryOften(work: Work): Executed | Promise<Executed> {
    const { retries, timeout } = work.settings;
    if (retries > 0 || timeout !== undefined) return this.#tryByRules(work);
    const attempt: Attempt = { number: 1, stop: this.#options, final: false };
    const context = this.#contextOf(work, attempt);
    const body = bodyWithFiles(work, (parent) => this.#values.take(parent));
    return this.#execute({ work, context, attempt, body });
  }

  async #tryByRules(work: Work): Promise<Executed> {
    const again = work.settings.retries > 0;
    const take = (parent: Parent) => again ? this.#values.copy(parent) : this.#values.take(parent);
    let context: BodyContext | undefined;
    const rules = attemptRules(work, {
      host: this.#host,
      stop: this.#options,
      output: () => context?.output?.tail(TAIL),
      abandon: () => context?.dispose(),
    });
    try {
      return await tryOften(rules, async (attempt) => {
        context = this.#contextOf(work, attempt);
        return await this.#execute({ work, context, attempt, body: bodyWithFiles(work, take) });
      });
    } finally {
      if (again) { for (const parent of work.parents) this.#values.release(parent); }
    }
  }

  #contextOf({ lead }: Work, { stop }: Attempt): BodyContext {
    lead.partial = false;
    const { runtime, run, reporter, cache } = this.#host;
    const { nearby } = cache.contents;
    return createContext({ job: lead, scope: { runtime, run }, stop, reporter, nearby });
  }

  #execute(execution: Execute): Executed | Promise<Executed> {
    const { work, context } = execution;
    const started = performance.now();
    let result: unknown;
    try {
      result = this.#submit(execution);
      if (!isThenable(result) && !work.checks) {
        const duration = performance.now() - started;
        const made = work.divide(result);
        if (!returnsFiles(made)) {
          context.dispose();
          return { made, context, duration };
        }
      }
    } catch (error) {
      throw this.#ended(execution, error);
    }
    return this.#executeOn(execution, { result, started });
  }

  #submit({ work, context, body }: Execute): unknown {
    const { bodies, executor } = this.#host;
    const submit = () =>
      executor.submit({
        hash: work.lead.outs[0]!.future.hash,
        taskId: work.taskId,
        body: () => context.within(body),
        signal: context.abortSignal,
      });
    return bodies === undefined ? submit() : bodies.guard(context, submit);
  }

  async #executeOn(
    execution: Execute,
    { result, started }: { result: unknown; started: number },
  ): Promise<Executed> {
    const { work, context } = execution;
    try {
      const value = await result;
      const duration = performance.now() - started;
      const made = work.divide(value);
      if (work.checks) await work.check(made);
      // while the context's temporary folder is still there
      const stored = returnsFiles(made) ? await this.#storeFiles(execution, made) : made;
      context.dispose();
      return { made: stored, context, duration };
    } catch (error) {
      throw this.#ended(execution, error);
    }
  }

  /** A body failed; gives the error for people. */
  #ended({ work, context, attempt }: Execute, error: unknown): unknown {
    // what merkl refused, and what failed inside another task, would only do so again
    attempt.final = isMerklError(error);
    const output = context.output?.tail(TAIL);
    const { reads } = context.recorded();
    if (reads !== null) { for (const job of work.jobs) this.#nested.failed(job, reads); }
    context.dispose();
    return this.#failure(work, error, { output, tries: attempt.number });
  }

  async #storeFiles({ work, context }: Execute, made: readonly Returned[]): Promise<Returned[]> {
    const { name, place } = work;
    try {
      const inputs = inputPaths(work.jobs);
      return await storeFiles(made, this.#host.cache.contents, { reads: context, inputs });
    } catch (error) {
      if (!isMerklError(error)) throw error;
      throw retold(error, { message: `What ${name} returned: ${error.message}`, place });
    }
  }

  #failure(
    work: Work,
    cause: unknown,
    more: { output?: string | undefined; tries?: number } = {},
  ): unknown {
    if (isMerklError(cause)) return cause;
    const { name, place, lead } = work;
    const debug = this.#options.debugCommand?.(lead.outs[0]!.future.hash);
    return taskFailed(name, { args: work.describe(), place, cause, debug, ...more });
  }

  /** Refuses to wait, inside the body of `caller`, for something that waits for `caller`. */
  static refuseCycle(jobs: readonly Job[], caller: Job): void {
    const seen = new Set<Job>();
    const stack = [...jobs];
    while (stack.length > 0) {
      const job = stack.pop()!;
      if (job === caller || job.lead === caller) {
        const { info } = caller.node as CallNode;
        throw evaluationCycle(info.name, info.place);
      }
      if (seen.has(job) || job.settled) continue;
      seen.add(job);
      for (const parent of job.parents) stack.push(parent.job);
    }
  }
}
