/** From what bodies returned to values that the run knows, and entries on their way into the cache. */

import type { EntryHead } from "../cache/entry.ts";
import type { Result } from "../cache/interfaces.ts";
import { executionIdentity } from "../graph/key.ts";
import type { CallNode } from "../graph/node.ts";
import type { RunHost, RunOptions } from "./host.ts";
import type { Job } from "./job.ts";
import { metadataOf } from "./metadata.ts";
import { entryOf, type Execution, type Product, productsOf } from "./record.ts";
import type { Returned } from "./store_files.ts";
import type { Values } from "./values.ts";
import { verifyProducts } from "./verify.ts";
import type { Work } from "./work.ts";

/** A commit is not waited for by bodies that took longer than this, in milliseconds. */
export const GROUPED = 20;

/** Records for a runner. */
export class Recorder {
  readonly #host: RunHost;
  readonly #options: RunOptions;
  readonly #values: Values;

  constructor(request: { host: RunHost; options: RunOptions; values: Values }) {
    this.#host = request.host;
    this.#options = request.options;
    this.#values = request.values;
  }

  /** Makes the values known to the run and sends them to the cache; resolves when committed. */
  record(
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
      const resolved = work.resolved[i]!;
      const products = productsOf(job, { values, execution: share, resolved });
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
      this.#sayIfOther(job, out.head, product);
      out.head = product.head;
      out.unstored = job.partial ? executionIdentity(product.head.created) : undefined;
      this.#values.keep(job, out, product.held);
    }
    job.state = "done";
    job.resolved = undefined;
  }

  /** Another content of the same values: said once, since caching it is of little use. */
  #sayIfOther(job: Job, before: EntryHead | undefined, product: Product): void {
    const kind = job.reason?.kind;
    if (before === undefined || before.contentHash === product.head.contentHash) return;
    if (before.resolvedHash !== product.head.resolvedHash) return;
    if (kind !== "forced" && kind !== "damaged" && kind !== "evicted") return;
    const { info } = job.node as CallNode;
    this.#host.runtime.warnOnce(
      `not-deterministic ${info.taskId}`,
      `${info.name} is not deterministic: it gave another value for the same code and arguments`,
    );
  }
}
