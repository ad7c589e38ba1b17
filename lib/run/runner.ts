/** Runs one body from its parents' values to committed entries. */

import type { Result } from "../cache/interfaces.ts";
import { evaluationCycle, taskFailed } from "../error/task_errors.ts";
import { isMerklError, retold } from "../error/merkl_error.ts";
import { executionIdentity } from "../graph/key.ts";
import type { CallNode } from "../graph/node.ts";
import { contentHash } from "../hash/digest.ts";
import { type Attempt, tryOften } from "./attempt.ts";
import { attemptRules } from "./attempt_rules.ts";
import { installCapture } from "./capture.ts";
import { type BodyContext, createContext } from "./context.ts";
import { resolvedFor } from "./freshness.ts";
import type { RunHost, RunOptions } from "./host.ts";
import { checkInputs } from "./input_values.ts";
import type { Job, Parent } from "./job.ts";
import { metadataOf } from "./metadata.ts";
import { entryOf, type Execution, nowMicros, type Product, productsOf } from "./record.ts";
import { isInterruption } from "./stop.ts";
import { type Returned, returnsFiles, storeFiles } from "./store_files.ts";
import type { Values } from "./values.ts";
import { verifyProducts } from "./verify.ts";
import type { Work } from "./work.ts";

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

/** A commit is not waited for by bodies that took longer than this, in milliseconds. */
const GROUPED = 20;

/** Runs bodies for a scheduler. */
export class Runner {
  readonly #host: RunHost;
  readonly #options: RunOptions;
  readonly #values: Values;
  #begun = false;

  constructor(request: { host: RunHost; options: RunOptions; values: Values }) {
    this.#host = request.host;
    this.#options = request.options;
    this.#values = request.values;
  }

  /** Runs a body. Never rejects. */
  async run(work: Work): Promise<Outcome> {
    const { lead, jobs, parents } = work;
    try {
      if (!this.#values.ready(parents)) {
        const lost = await this.#values.load(parents);
        if (lost.length > 0) return { kind: "lost", jobs: lost };
      }
      for (const job of jobs) checkInputs(job, this.#host.statOf);
      this.#aboutToStart();
      const { made, context, duration } = await this.#tryOften(work);
      const partial = context.endsPartial(lead.partial);
      for (const job of jobs) {
        job.partial = partial;
        checkInputs(job, this.#host.statOf);
      }
      const log = context.output?.kept();
      const logHash = log === undefined ? null : contentHash(log);
      const execution = { ...context.recorded(), duration, created: nowMicros(), logHash };
      const committed = this.#record(work, { made, execution, log });
      return { kind: "done", duration, committed };
    } catch (error) {
      if (isInterruption(error, this.#options)) return { kind: "interrupted" };
      return { kind: "failed", error: isMerklError(error) ? error : failure(work, error) };
    }
  }

  #aboutToStart(): void {
    if (this.#begun) return;
    this.#begun = true;
    installCapture();
    this.#options.onFirstBody?.();
  }

  /** The body's own run, again and again if its task says so. */
  async #tryOften(work: Work): Promise<Executed> {
    const { parents, settings: { retries, timeout } } = work;
    const again = retries > 0;
    const take = (parent: Parent) => again ? this.#values.copy(parent) : this.#values.take(parent);
    if (!again && timeout === undefined) {
      const attempt: Attempt = { number: 1, stop: this.#options, final: false };
      const context = this.#contextOf(work, attempt);
      return await this.#execute({ work, context, attempt, body: work.body(take) });
    }
    let context: BodyContext | undefined;
    const rules = attemptRules(work, {
      host: this.#host,
      stop: this.#options,
      output: () => context?.output?.tail(TAIL),
      abandon: () => context?.dispose(),
    });
    try {
      return await tryOften(rules, (attempt) => {
        context = this.#contextOf(work, attempt);
        return this.#execute({ work, context, attempt, body: work.body(take) });
      });
    } finally {
      if (again) { for (const parent of parents) this.#values.release(parent); }
    }
  }

  #contextOf({ lead }: Work, { stop }: Attempt): BodyContext {
    lead.partial = false;
    const { runtime, run, reporter, cache } = this.#host;
    const { nearby } = cache.contents;
    return createContext({ job: lead, scope: { runtime, run }, stop, reporter, nearby });
  }

  async #execute({ work, context, attempt, body }: Execute): Promise<Executed> {
    const { bodies, executor } = this.#host;
    const submit = () =>
      executor.submit({
        hash: work.lead.outs[0]!.future.hash,
        taskId: work.taskId,
        body: () => context.within(body),
        signal: context.abortSignal,
      });
    const started = performance.now();
    try {
      const result = await (bodies === undefined ? submit() : bodies.guard(context, submit));
      const duration = performance.now() - started;
      const made = work.divide(result);
      if (work.checks) await work.check(made);
      // while the context's temporary folder is still there
      const stored = returnsFiles(made) ? await this.#storeFiles(work, made) : made;
      return { made: stored, context, duration };
    } catch (error) {
      // what merkl refused, and what failed inside another task, would only do so again
      attempt.final = isMerklError(error);
      throw failure(work, error, { output: context.output?.tail(TAIL), tries: attempt.number });
    } finally {
      context.dispose();
    }
  }

  async #storeFiles({ name, place }: Work, made: readonly Returned[]): Promise<Returned[]> {
    try {
      return await storeFiles(made, this.#host.cache.contents);
    } catch (error) {
      if (!isMerklError(error)) throw error;
      throw retold(error, { message: `What ${name} returned: ${error.message}`, place });
    }
  }

  /** Makes the values known to the run and sends them to the cache; resolves when committed. */
  #record(
    work: Work,
    { made: returned, execution, log }: {
      made: readonly Returned[];
      execution: Execution;
      log: Uint8Array | undefined;
    },
  ): Promise<void> {
    const { jobs, node: { info } } = work;
    // the time of a batch is that of all its items together
    const share = { ...execution, duration: execution.duration / jobs.length };
    const made = returned.map(({ whole, values }, i) => {
      const job = jobs[i]!;
      const resolve = resolvedFor(job, job.node as CallNode);
      const products = productsOf(job, { values, execution: share, resolve });
      if (this.#options.verify === true) verifyProducts(job.node as CallNode, values, products);
      return { job, whole, products };
    });
    const results: Result[] = [];
    for (const { job, whole, products } of made) {
      this.#settle(job, products);
      if (!this.#stores(job)) continue;
      const { duration, metadata: said } = share;
      const extra = {
        ...share,
        metadata: metadataOf(work.node, { result: whole, duration, said }),
      };
      for (const product of products) {
        const { bytes, refs } = product;
        results.push({ entry: entryOf(job, product, extra), bytes, refs });
      }
    }
    if (results.length === 0) return Promise.resolve();
    const { cache } = this.#host;
    const logged = log && cache.contents.put(execution.logHash!, log);
    const urgent = execution.duration > GROUPED;
    const recorded = cache.record(results, info.depsJson, { urgent });
    return logged === undefined ? recorded : Promise.all([logged, recorded]).then(() => {});
  }

  #stores(job: Job): boolean {
    return !job.partial && this.#options.cache && (job.node as CallNode).info.settings.cache;
  }

  #settle(job: Job, products: readonly Product[]): void {
    for (const out of job.outs) {
      const product = products.length === 1
        ? products[0]!
        : products.find(({ key }) => key === out.future.outKey)!;
      this.#sayIfOther(job, out.head?.contentHash, product);
      out.head = product.head;
      out.unstored = job.partial ? executionIdentity(product.head.created) : undefined;
      this.#values.keep(job, out, product.held);
    }
    job.state = "done";
  }

  /** The same hash with another content: said once, since caching it is of little use. */
  #sayIfOther(job: Job, before: string | undefined, product: Product): void {
    const kind = job.reason?.kind;
    if (before === undefined || before === product.head.contentHash) return;
    if (kind !== "forced" && kind !== "damaged" && kind !== "evicted") return;
    const { info } = job.node as CallNode;
    this.#host.runtime.warnOnce(
      `not-deterministic ${info.taskId}`,
      `${info.name} is not deterministic: it gave another value for the same code and arguments`,
    );
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

function failure(
  work: Work,
  cause: unknown,
  more: { output?: string | undefined; tries?: number } = {},
): unknown {
  if (isMerklError(cause)) return cause;
  const { name, place } = work;
  return taskFailed(name, { args: work.describe(), place, cause, ...more });
}
