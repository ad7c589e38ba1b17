/** What one body makes: the values of a call, or those of several items of a batch. */

import type { Place } from "../error/place.ts";
import type { BatchCall, CallNode } from "../graph/node.ts";
import type { TaskSettings } from "../graph/task_info.ts";
import { divideBatch, type Divided } from "../task/batch_result.ts";
import { divideResult } from "../task/outs.ts";
import { checkArguments, checkReturned } from "../task/schema.ts";
import { plural } from "../util/text.ts";
import { bodyArguments, describeArguments } from "./body.ts";
import type { Job, Parent } from "./job.ts";

/** Calls that are made by one body. */
export class Work {
  /** Those of a batch in the order of its items. */
  readonly jobs: readonly Job[];
  /** For each job the resolved hashes of its outs: its parents may be made again while it runs. */
  readonly resolved: (readonly string[])[] = [];
  readonly #batch: BatchCall | undefined;

  constructor(jobs: readonly Job[]) {
    this.jobs = jobs;
    this.#batch = this.node.batch;
    if (this.#batch !== undefined) { for (const job of jobs) job.lead = this.lead; }
  }

  /** The call in whose name the body runs. */
  get lead(): Job {
    return this.jobs[0]!;
  }

  get node(): CallNode {
    return this.lead.node as CallNode;
  }

  get name(): string {
    return (this.#batch ?? this.node.info).name;
  }

  get taskId(): string {
    return (this.#batch ?? this.node.info).taskId;
  }

  get place(): Place | undefined {
    return (this.#batch ?? this.node.info).place;
  }

  get settings(): TaskSettings {
    return this.node.info.settings;
  }

  /** Whether what the body returns is checked. */
  get checks(): boolean {
    return this.node.info.definition.options.schema?.returns !== undefined;
  }

  /** All that is needed of other calls. */
  get parents(): readonly Parent[] {
    return this.jobs.length === 1 ? this.lead.parents : this.jobs.flatMap((job) => job.parents);
  }

  /** What the body is given, for people. */
  describe(): string {
    return this.#batch === undefined
      ? describeArguments(this.node)
      : plural(this.jobs.length, "item");
  }

  /**
   * Takes the arguments; gives the body, ready to run.
   *
   * @param take Gives one consumer's copy of a parent's value.
   * @param borrow Gives the body's own of an argument that isn't copied.
   * @throws {MerklError} `argument-mutated`, `schema-mismatch` and the like
   */
  body(take: (parent: Parent) => unknown, borrow: (value: unknown) => unknown): () => unknown {
    const batch = this.#batch;
    const all = this.jobs.map((job) => bodyArguments(job, take, borrow));
    const { schema } = this.node.info.definition.options;
    if (schema !== undefined) {
      this.jobs.forEach(({ node }, i) => checkArguments(schema, node as CallNode, all[i]!));
    }
    // called by itself: stacks would speak of "Object.fn"
    const { fn: single } = this.node.info;
    if (batch === undefined) return () => single(...all[0]!);
    const { own, bare, fn } = batch;
    const items = all.map((args) => bare ? args[0] : args.slice(0, own));
    return () => fn(items, ...all[0]!.slice(own));
  }

  /**
   * For each job what the body returned for it, whole and as the values of its outs.
   *
   * @throws {MerklError} `wrong-outs`, `batch-result`
   */
  divide(result: unknown): readonly Divided[] {
    if (this.#batch === undefined) {
      return [{ whole: result, values: divideResult(this.node, result) }];
    }
    const nodes = this.jobs.map((job) => job.node as CallNode);
    return divideBatch(nodes, this.#batch, result);
  }

  /**
   * Checks what {@linkcode Work.divide} gave against the task's schema, if it has one.
   *
   * @throws {MerklError} `schema-mismatch`, `schema-transforms`
   */
  async check(made: readonly Divided[]): Promise<void> {
    const { schema } = this.node.info.definition.options;
    for (const [i, { whole }] of made.entries()) {
      await checkReturned(schema!, this.jobs[i]!.node as CallNode, whole);
    }
  }
}
