/** Calls that are wired or stored, by their hash, all in one form. */

import type { Entry } from "../../cache/entry.ts";
import type { Cache, Run } from "../../cache/interfaces.ts";
import { hashAmbiguous, hashUnknown } from "../../error/inspect_errors.ts";
import type { Future } from "../../graph/future.ts";
import type { CallNode } from "../../graph/node.ts";
import type { MerkleHash } from "../../hash/digest.ts";
import type { Job, JobOut } from "../../run/job.ts";
import { argsJson } from "../../task/stored_arguments.ts";
import { bindingOf } from "../../util/task_id.ts";

/** A call of a task, one of its values. */
export interface KnownCall {
  readonly hash: MerkleHash;
  /** As people call it. */
  readonly task: string;
  /** `file#binding`. */
  readonly taskId: string;
  /** JSON of the out's key. */
  readonly out: string;
  readonly depsHash: string;
  /** JSON dictionary, name -> hash. */
  readonly deps: string;
  readonly argsHash: string;
  /** JSON: parameter -> hash or value. */
  readonly args: string;
  /** What is stored under its hash. */
  readonly entry: Entry | undefined;
  /** If it is wired. */
  readonly wired: { readonly job: Job; readonly out: JobOut } | undefined;
}

/** How many hashes an ambiguous prefix is told to stand for. */
const MOST_TOLD = 3;

/** How many of the latest runs are looked through. */
const MOST_RUNS = 1000;

/** Finds calls. */
export class KnownCalls {
  readonly cache: Cache;
  readonly #wired = new Map<string, { readonly job: Job; readonly out: JobOut }>();
  readonly #known = new Map<string, KnownCall | undefined>();
  #runs: Promise<readonly Run[]> | undefined;

  /** @param jobs All that is wired, if something is. */
  constructor(cache: Cache, jobs: Iterable<Job> = []) {
    this.cache = cache;
    for (const job of jobs) {
      if (job.node.kind !== "call") continue;
      for (const out of job.outs) this.#wired.set(out.future.hash, { job, out });
    }
  }

  /** Whether the pipeline that is wired makes this call. */
  isWired(hash: string): boolean {
    return this.#wired.has(hash);
  }

  /** The wired call of the same task with the same arguments; `out`: JSON, the first one by default. */
  withArguments(
    { taskId, argsHash, out }: Pick<KnownCall, "taskId" | "argsHash"> & { readonly out?: string },
  ): Future<unknown> | undefined {
    for (const { job, out: { future } } of this.#wired.values()) {
      const { info, argsHash: other } = job.node as CallNode;
      if (other !== argsHash || info.taskId !== taskId) continue;
      if (out === undefined || JSON.stringify(future.outKey) === out) return future;
    }
    return undefined;
  }

  /** The task's id of a wired call. */
  taskIdOf(hash: string): string | undefined {
    const node = this.#wired.get(hash)?.job.node;
    return node?.kind === "call" ? node.info.taskId : undefined;
  }

  /** The hashes of wired calls that begin with `prefix`. */
  wired(prefix: string): string[] {
    return [...this.#wired.keys()].filter((hash) => hash.startsWith(prefix));
  }

  /** The calls of some hashes; undefined where nothing is known. */
  async get(hashes: readonly string[]): Promise<(KnownCall | undefined)[]> {
    const open = [...new Set(hashes)].filter((hash) => !this.#known.has(hash));
    const entries = await this.cache.index.entries(open as MerkleHash[]);
    const codes = [...new Set(entries.flatMap((entry) => entry?.depsHash ?? []))];
    const found = await this.cache.history?.deps(codes) ?? [];
    const deps = new Map(codes.map((hash, i) => [hash, found[i] ?? "{}"]));
    open.forEach((hash, i) => {
      const [wired, entry] = [this.#wired.get(hash), entries[i]];
      const call = wired !== undefined
        ? wiredCall(wired, entry)
        : entry && storedCall(entry, deps.get(entry.depsHash)!);
      this.#known.set(hash, call);
    });
    return hashes.map((hash) => this.#known.get(hash));
  }

  /**
   * The one call whose hash begins with `prefix`, wired ones first.
   *
   * @throws {MerklError} `hash-unknown`, `hash-ambiguous`
   */
  async find(prefix: string): Promise<KnownCall> {
    const [hash, ...more] = await this.hashes(prefix);
    if (hash === undefined) throw hashUnknown(prefix, this.#wired.size > 0);
    if (more.length > 0) {
      const told = [hash, ...more].slice(0, MOST_TOLD).map((one) => one.slice(0, 16));
      throw hashAmbiguous(prefix, told, more.length >= MOST_TOLD);
    }
    return (await this.get([hash]))[0]!;
  }

  /** Hashes of calls that begin with `prefix`, a few. */
  async hashes(prefix: string): Promise<string[]> {
    const wired = this.wired(prefix);
    const most = MOST_TOLD + 1;
    const stored = prefix.length === 64
      ? (await this.cache.index.heads([prefix as MerkleHash])).flatMap((head) => head?.hash ?? [])
      : await this.cache.history?.withPrefix(prefix, most) ?? [];
    return [...new Set([...wired.slice(0, most), ...stored])];
  }

  /** The latest runs, newest first. */
  runs(): Promise<readonly Run[]> {
    return this.#runs ??= this.cache.runs(MOST_RUNS);
  }
}

function wiredCall(
  wired: { readonly job: Job; readonly out: JobOut },
  entry: Entry | undefined,
): KnownCall {
  const node = wired.job.node as CallNode;
  const { future } = wired.out;
  return {
    hash: future.hash,
    task: node.info.name,
    taskId: node.info.taskId,
    out: JSON.stringify(future.outKey),
    depsHash: node.info.depsHash,
    deps: node.info.depsJson,
    argsHash: node.argsHash,
    args: argsJson(node),
    entry,
    wired,
  };
}

function storedCall(entry: Entry, deps: string): KnownCall {
  const { hash, taskId, out, depsHash, argsHash } = entry;
  const task = bindingOf(taskId);
  return {
    ...{ hash, task, taskId, out, depsHash, deps, argsHash },
    args: entry.args ?? "{}",
    entry,
    wired: undefined,
  };
}
