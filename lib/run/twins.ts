/**
 * Tracked files beside the calls that they were written from: one Future by its hash, so it has one
 * value in a run, whatever the file holds.
 */

import { type Future, NODE } from "../graph/future.ts";
import type { FileNode } from "../graph/node.ts";
import type { Job } from "./job.ts";

/** Knows which Futures of files and of calls are the same. */
export class Twins {
  /** Files whose calls aren't known. */
  readonly #files = new Map<string, Future<unknown>>();
  /** Calls, once there are files. */
  #calls: Map<string, Future<unknown>> | undefined;
  /** hash -> the one of both that makes the value. */
  readonly #makers = new Map<string, Future<unknown>>();
  readonly #met: { readonly file: FileNode; readonly call: Future<unknown> }[] = [];

  /** The Future that makes the value of a Future: the call, unless the file was looked at before. */
  makerOf(future: Future<unknown>): Future<unknown> {
    if (this.#calls === undefined) return future;
    const { hash } = future;
    const maker = this.#makers.get(hash);
    if (maker !== undefined) return maker;
    const file = future[NODE].kind === "call" ? this.#files.get(hash) : undefined;
    if (file === undefined) return future;
    this.#makers.set(hash, file);
    return file;
  }

  /**
   * Takes note of new jobs. Says whether files among them are made by calls, which may have been wired
   * after what uses the file.
   * @param all Gives the jobs that were there before as well
   */
  meet(added: readonly Job[], all: () => Iterable<Job>): boolean {
    const files = added.filter(({ node }) => node.kind === "file");
    if (this.#calls === undefined && files.length === 0) return false;
    const jobs = this.#calls === undefined ? all() : added;
    const calls = this.#calls ??= new Map();
    for (const { node, outs } of jobs) {
      if (node.kind !== "call") continue;
      for (const { future } of outs) calls.set(future.hash, future);
    }
    let hasMet = false;
    for (const { outs, node } of files) {
      const { future } = outs[0]!;
      const call = calls.get(future.hash);
      if (call === undefined) this.#files.set(future.hash, future);
      else {
        this.#makers.set(future.hash, call);
        this.#met.push({ file: node as FileNode, call });
        hasMet = true;
      }
    }
    return hasMet;
  }

  /** Files whose values calls make. */
  met(): readonly { readonly file: FileNode; readonly call: Future<unknown> }[] {
    return this.#met;
  }
}

/** Jobs with parents before children, whenever they were made. */
export function parentsFirst(jobs: readonly Job[]): Job[] {
  const left = new Set(jobs);
  const ordered: Job[] = [];
  for (const root of jobs) {
    const stack = [root];
    while (stack.length > 0) {
      const job = stack.at(-1)!;
      const open = left.has(job) ? job.parents.filter((parent) => left.has(parent.job)) : [];
      if (open.length > 0) {
        for (const parent of open.reverse()) stack.push(parent.job);
        continue;
      }
      stack.pop();
      if (left.delete(job)) ordered.push(job);
    }
  }
  return ordered;
}
