/** One run of a project: its scheduler, its outputs, and what surrounds the bodies in it. */

import { isMerklError } from "../error/merkl_error.ts";
import { DIR_CODEC } from "../codec/manifest.ts";
import type { Future } from "../graph/future.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { blockedOf } from "../run/blocked.ts";
import { countsOf } from "../run/counts.ts";
import type { BodyContext } from "../run/context.ts";
import type { Summary } from "../run/event.ts";
import type { RunHost, RunOptions } from "../run/host.ts";
import type { Job } from "../run/job.ts";
import type { RunCalls } from "../cache/run_calls.ts";
import { runLog } from "../run/run_log.ts";
import { isRefCodec } from "../run/ref_content.ts";
import { RunningBodies } from "../run/running_bodies.ts";
import { Scheduler } from "../run/scheduler.ts";
import { isStopping } from "../run/stop.ts";
import { subjectOf } from "../run/subject.ts";
import { droppable } from "../run/temporary.ts";
import { forUser } from "../task/ref_values.ts";
import type { Listener } from "./listeners.ts";
import { refuseOverlaps } from "./nested_outputs.ts";
import { type Output, Outputs } from "./outputs.ts";
import { refuseFormerInputs } from "./former_inputs.ts";
import { OwnInputs } from "./own_input.ts";
import { bringSidecarUpToDate, SidecarValues } from "./output_sidecars.ts";
import { writtenRecord } from "./write_folder.ts";
import { bringUpToDate, codecOf } from "./write_outputs.ts";

const NONE: readonly Output[] = [];

/** What a run needs of its project. */
export interface RunSurroundings
  extends Omit<RunHost, "run" | "bodies" | "doubt" | "onFinished" | "statOf"> {
  readonly stats: StatMemo;
  /** Who is to be called with values of a finished call; each once. */
  takeListeners(job: Job): readonly Listener[];
}

/** A run under way. */
export class RunScope {
  readonly outputs: Outputs = new Outputs();
  readonly scheduler: Scheduler;
  readonly bodies: RunningBodies = new RunningBodies();
  readonly #host: RunSurroundings;
  readonly #sidecars: SidecarValues;
  readonly #inputs: OwnInputs;
  readonly #started = performance.now();
  readonly #handled = new Set<Output>();
  /** Outputs whose files were changed, each with the job of its value. */
  readonly #written = new Map<Output, Job>();

  constructor(host: RunSurroundings, readonly options: RunOptions) {
    this.#host = host;
    const cache = options.cache ? host.cache : undefined;
    this.#inputs = new OwnInputs(host.stats, () => this.scheduler.plan.jobs());
    this.#sidecars = new SidecarValues(this.outputs, host.stats, cache);
    this.scheduler = new Scheduler(
      {
        ...host,
        elsewhere: this.#sidecars,
        run: this,
        bodies: this.bodies,
        statOf: (path) => host.stats.statOf(path),
        doubt: (path) => host.stats.doubt(path),
        onFinished: (job) => this.#finished(job),
      },
      options,
    );
  }

  /** Writes the outputs of a finished call that aren't up to date, and tells who waits for it. */
  #finished(job: Job): Promise<void> | undefined {
    const due = this.outputs.size === 0
      ? NONE
      : job.outs.flatMap((out) => this.outputs.of(out.future.hash));
    const listeners = this.#host.takeListeners(job);
    if (due.length === 0 && listeners.length === 0) return undefined;
    return this.#write(due).then(async () => {
      for (const { future, fn } of listeners) fn(forUser(await this.#valueOf(future)));
    });
  }

  async #valueOf(future: Future<unknown>): Promise<unknown> {
    return (await this.scheduler.evaluate([future], { forOutput: true }))[0];
  }

  async #write(outputs: readonly Output[]): Promise<void> {
    for (const output of outputs) {
      this.#handled.add(output);
      const value = this.scheduler.plan.lookup(output.future);
      const { out } = value;
      this.#inputs.refuse(output, value.job);
      const codec = codecOf(output, out.head);
      if (codec !== undefined && isRefCodec(codec)) this.#sidecars.adopt(output, out.identity!);
      const how = await bringUpToDate(output, {
        identity: out.identity!,
        codec,
        stats: this.#host.stats,
        value: () => this.#valueOf(output.future),
        report: (event) => this.#host.reporter?.event(event),
      });
      if (how !== "unchanged") this.#written.set(output, value.job);
      const { path, options } = output;
      const written = options.sidecar === true ? writtenRecord(this.#host.stats, path) : undefined;
      if (written === undefined) continue;
      await bringSidecarUpToDate({ path, value, written, cache: this.#host.cache });
    }
  }

  /** Evaluates Futures asked for in the midst of the run, maybe in a body. */
  async evaluate(
    futures: readonly Future<unknown>[],
    body: BodyContext | undefined,
  ): Promise<unknown[]> {
    if (body === undefined) return (await this.scheduler.evaluate(futures, {})).map(forUser);
    try {
      return await this.scheduler.evaluate(futures, { caller: body.job });
    } finally {
      // also of what failed, which the body may make something of
      body.readNested(this.scheduler.readsBehind(futures));
    }
  }

  /**
   * Evaluates the roots, `also` other Futures, and all that was given an output; gives the roots'
   * values. What is kept only for the run is dropped then, also after a failure.
   */
  async end(
    roots: readonly Future<unknown>[],
    also: readonly Future<unknown>[] = [],
  ): Promise<unknown[]> {
    try {
      return (await this.#end(roots, also)).map(forUser);
    } finally {
      await this.dropTemporary();
    }
  }

  /** Removes temporary values that nothing waits for any more. */
  async dropTemporary(): Promise<void> {
    const hashes = this.options.cache ? droppable(this.scheduler.plan.jobs()) : [];
    if (hashes.length === 0) return;
    const { cache, memory } = this.#host;
    memory?.forget(hashes);
    await cache.flush();
    await cache.clear(hashes);
  }

  async #end(
    roots: readonly Future<unknown>[],
    also: readonly Future<unknown>[],
  ): Promise<unknown[]> {
    const outputs = this.outputs.all();
    const values = await this.scheduler.evaluate(roots, {
      also: [...also, ...outputs.map((output) => output.future)],
    });
    // those of files, and of calls that were finished before they were given an output
    const left = outputs.filter((output) =>
      !this.#handled.has(output) && !this.scheduler.plan.lookup(output.future).job.partial
    );
    if (left.length > 0) await this.#write(left);
    const { plan } = this.scheduler;
    const folders = outputs.length < 2 ? NONE : outputs.filter((output) => {
      const { job, out } = plan.lookup(output.future);
      // of one that was removed to make room it isn't known what is in it
      return !job.evicted && codecOf(output, out.head) === DIR_CODEC &&
        output.options.serializer === undefined;
    });
    await refuseOverlaps(outputs, folders, (future) => this.#valueOf(future));
    refuseFormerInputs(this.#written, { plan, stats: this.#host.stats });
    this.#sayWhatDiffers();
    this.#host.stats.acknowledge();
    return values;
  }

  /** A call that gave another value than a file holds, which was written from an equal one. */
  #sayWhatDiffers(): void {
    const { plan } = this.scheduler;
    for (const { file, call } of plan.twins.met()) {
      const { job, out } = plan.lookup(call);
      if (!job.settled || job.node.kind !== "call" || out.identity === file.identity) continue;
      const { taskId, name } = job.node.info;
      this.#host.runtime.warnOnce(
        `not-deterministic ${taskId} ${file.name}`,
        `${name} is not deterministic: its value is not the one in ${file.name}, which counts as ` +
          "the same; this run goes by what the call gave",
      );
    }
  }

  /** The Merkle hashes of its graph. */
  *hashes(): Iterable<MerkleHash> {
    for (const job of this.scheduler.plan.jobs()) {
      if (job.node.kind === "call") { for (const out of job.outs) yield out.future.hash; }
    }
  }

  /** What became of each call. */
  calls(): RunCalls {
    return runLog(this.scheduler.plan.jobs(), this.scheduler);
  }

  /** What became of the run. */
  summary(): Summary {
    const counts = countsOf(this.scheduler.plan.jobs(), this.scheduler.broken);
    return {
      ...counts,
      interrupted: isStopping(this.options) && counts.partial + counts.blocked > 0,
      blockedBy: counts.blocked === 0 ? [] : blockedOf(this.scheduler.plan.jobs()),
      duration: performance.now() - this.#started,
      failures: this.scheduler.failures.flatMap(({ job, error }) =>
        isMerklError(error) ? [{ ...subjectOf(job), error }] : []
      ),
    };
  }
}
