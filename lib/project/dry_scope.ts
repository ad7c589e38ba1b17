/** A dry run of a project: nothing is run, stored or written. */

import type { StatMemo } from "../file/stat_memo.ts";
import type { Future } from "../graph/future.ts";
import type { Forecast } from "../run/forecast.ts";
import { Foresight, type ForesightHost } from "../run/foresee.ts";
import type { RunOptions } from "../run/host.ts";
import type { Job, JobOut } from "../run/job.ts";
import { displayPath } from "../util/path.ts";
import { SidecarValues } from "./output_sidecars.ts";
import { type Output, Outputs } from "./outputs.ts";
import { codecOf, holdsValue } from "./write_outputs.ts";

/** What would become of a file. */
export interface ForeseenOutput {
  /** As people read it. */
  readonly path: string;
  readonly future: Future<unknown>;
  /** Of the Future that goes there. */
  readonly hash: string;
  readonly state: "up-to-date" | "write" | "may-write";
}

/** What a run would do and write. */
export interface ProjectForecast extends Forecast {
  /** In the order in which the code names them. */
  readonly outputs: readonly ForeseenOutput[];
}

/** Surrounds a pipeline that is only wired. */
export class DryScope {
  readonly outputs: Outputs = new Outputs();
  readonly #foresight: Foresight;
  readonly stats: StatMemo;

  constructor(host: ForesightHost & { readonly stats: StatMemo }, readonly options: RunOptions) {
    this.#foresight = new Foresight(
      { ...host, elsewhere: new SidecarValues(this.outputs, host.stats) },
      options,
    );
    this.stats = host.stats;
  }

  /** Whether the pipeline asked for a value that only a run can give. */
  get stuck(): boolean {
    return this.#foresight.stuck;
  }

  /** The values that the pipeline itself asks for, if they are stored. */
  evaluate(futures: readonly Future<unknown>[]): Promise<unknown[]> {
    return this.#foresight.values(futures);
  }

  /** All that was wired. */
  jobs(): Iterable<Job> {
    return this.#foresight.plan.jobs();
  }

  /** The call of a Future that was wired. */
  jobOf(future: Future<unknown>): Job {
    return this.#foresight.plan.lookup(future).job;
  }

  /** What would be done for the roots and all that was given an output. */
  async end(roots: readonly Future<unknown>[]): Promise<ProjectForecast> {
    const outputs = this.outputs.all();
    const written = outputs.map((output) => output.future);
    await this.#foresight.add([...roots, ...written], roots.length);
    await this.#foresight.add(outputs.filter((output) => this.#lacks(output)).map((o) => o.future));
    const forecast = await this.#foresight.forecast();
    const states = new Map(forecast.tasks.map(({ hash, state }) => [hash as string, state]));
    return {
      ...forecast,
      outputs: outputs.map((output) => ({
        path: displayPath(output.path),
        future: output.future,
        hash: output.future.hash,
        state: this.#stateOf(output, states),
      })),
    };
  }

  /** Whether a file is to be written with a value that was removed to make room. */
  #lacks(output: Output): boolean {
    const { job, out } = this.#foresight.plan.lookup(output.future);
    return job.evicted && job.settled && !this.#holds(output, out);
  }

  #holds(output: Output, { identity, head }: JobOut): boolean {
    const codec = codecOf(output, head);
    return holdsValue(output, { identity: identity!, codec, stats: this.stats });
  }

  #stateOf(output: Output, states: ReadonlyMap<string, string>): ForeseenOutput["state"] {
    const { job, out } = this.#foresight.plan.lookup(output.future);
    if (job.settled) return this.#holds(output, out) ? "up-to-date" : "write";
    return states.get(job.outs[0]!.future.hash) === "runs" ? "write" : "may-write";
  }
}
