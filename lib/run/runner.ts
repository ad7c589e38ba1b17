/** Runs one body from its parents' values to committed entries. */

import { evaluationCycle, taskFailed } from "../error/task_errors.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { withScope } from "../graph/ambient.ts";
import { executionIdentity } from "../graph/key.ts";
import type { CallNode } from "../graph/node.ts";
import { contentHash } from "../hash/digest.ts";
import { type Attempt, tryOften } from "./attempt.ts";
import { attemptRules } from "./attempt_rules.ts";
import { bodyArguments, describeArguments } from "./body.ts";
import { installCapture } from "./capture.ts";
import { type BodyContext, createContext } from "./context.ts";
import { identityOf, resolvedFor } from "./freshness.ts";
import type { RunHost, RunOptions } from "./host.ts";
import { checkInputs } from "./input_values.ts";
import type { Job, Parent } from "./job.ts";
import { entryOf, type Execution, nowMicros, type Product, productsOf } from "./record.ts";
import { isInterruption } from "./stop.ts";
import type { Values } from "./values.ts";

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
  readonly result: unknown;
  readonly context: BodyContext;
  /** Milliseconds. */
  readonly duration: number;
}

interface Execute {
  readonly job: Job;
  readonly context: BodyContext;
  readonly attempt: Attempt;
  readonly args: readonly unknown[];
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

  /** Runs the body of `job`. Never rejects. */
  async run(job: Job): Promise<Outcome> {
    const node = job.node as CallNode;
    try {
      if (!this.#values.ready(job.parents)) {
        const lost = await this.#values.load(job.parents);
        if (lost.length > 0) return { kind: "lost", jobs: lost };
      }
      checkInputs(job, this.#host.statOf);
      this.#aboutToStart();
      const { result, context, duration } = await this.#tryOften(job);
      job.partial = context.endsPartial(job.partial);
      checkInputs(job, this.#host.statOf);
      const log = context.output?.kept();
      const logHash = log === undefined ? null : contentHash(log);
      const execution = { ...context.recorded(), duration, created: nowMicros(), logHash };
      const committed = this.#record(job, { result, execution, log });
      return { kind: "done", duration, committed };
    } catch (error) {
      if (isInterruption(error, this.#options)) return { kind: "interrupted" };
      return { kind: "failed", error: isMerklError(error) ? error : failure(node, error) };
    }
  }

  #aboutToStart(): void {
    if (this.#begun) return;
    this.#begun = true;
    installCapture();
    this.#options.onFirstBody?.();
  }

  /** The body's own run, again and again if its task says so. */
  async #tryOften(job: Job): Promise<Executed> {
    const node = job.node as CallNode;
    const again = node.info.settings.retries > 0;
    let context: BodyContext | undefined;
    const rules = attemptRules(job, {
      host: this.#host,
      stop: this.#options,
      output: () => context?.output?.tail(TAIL),
      abandon: () => context?.dispose(),
    });
    const take = (parent: Parent) => again ? this.#values.copy(parent) : this.#values.take(parent);
    try {
      return await tryOften(rules, (attempt) => {
        context = createContext({ job, stop: attempt.stop, reporter: this.#host.reporter });
        job.partial = false;
        return this.#execute({ job, context, attempt, args: bodyArguments(job, take) });
      });
    } finally {
      if (again) { for (const parent of job.parents) this.#values.release(parent); }
    }
  }

  async #execute({ job, context, attempt, args }: Execute): Promise<Executed> {
    const node = job.node as CallNode;
    const { runtime, run } = this.#host;
    const started = performance.now();
    try {
      const result = await this.#host.executor.submit({
        hash: job.outs[0]!.future.hash,
        taskId: node.info.taskId,
        body: () => withScope({ runtime, run, body: context }, () => node.info.fn(...args)),
        signal: context.abortSignal,
      });
      return { result, context, duration: performance.now() - started };
    } catch (error) {
      // what merkl refused, and what failed inside another task, would only do so again
      attempt.final = isMerklError(error);
      throw failure(node, error, { output: context.output?.tail(TAIL), tries: attempt.number });
    } finally {
      context.dispose();
    }
  }

  /** Makes the values known to the run and sends them to the cache; resolves when committed. */
  #record(
    job: Job,
    { result, execution, log }: {
      result: unknown;
      execution: Execution;
      log: Uint8Array | undefined;
    },
  ): Promise<void> {
    const node = job.node as CallNode;
    const resolve = resolvedFor(job, node);
    const products = productsOf(job, { result, execution, resolve });
    this.#settle(job, products);
    if (job.partial || !this.#options.cache || !node.info.settings.cache) return Promise.resolve();
    const extra = { ...execution, metadata: metadataOf(node, result, execution) };
    const results = products.map((product) => ({
      entry: entryOf(job, product, extra),
      bytes: product.bytes,
    }));
    const { cache } = this.#host;
    const logged = log && cache.contents.put(execution.logHash!, log);
    const urgent = execution.duration > GROUPED;
    const recorded = cache.record(results, node.info.depsJson, { urgent });
    return logged === undefined ? recorded : Promise.all([logged, recorded]).then(() => {});
  }

  #settle(job: Job, products: readonly Product[]): void {
    const node = job.node as CallNode;
    for (const out of job.outs) {
      const product = products.length === 1
        ? products[0]!
        : products.find(({ key }) => key === out.future.outKey)!;
      this.#sayIfOther(job, out.head?.contentHash, product);
      out.head = product.head;
      out.identity = job.partial
        ? executionIdentity(product.head.created)
        : identityOf(node, product.head);
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
      if (job === caller) {
        const { info } = caller.node as CallNode;
        throw evaluationCycle(info.name, info.place);
      }
      if (seen.has(job) || job.settled) continue;
      seen.add(job);
      for (const parent of job.parents) stack.push(parent.job);
    }
  }
}

function metadataOf(node: CallNode, result: unknown, execution: Execution): string | null {
  const { metadata } = node.info.settings;
  if (metadata === undefined) return execution.metadata;
  return JSON.stringify(metadata(result, { duration: execution.duration })) ?? null;
}

function failure(
  node: CallNode,
  cause: unknown,
  more: { output?: string | undefined; tries?: number } = {},
): unknown {
  if (isMerklError(cause)) return cause;
  const { name, place } = node.info;
  return taskFailed(name, { args: describeArguments(node), place, cause, ...more });
}
