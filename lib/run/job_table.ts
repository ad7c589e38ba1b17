/** The jobs of a plan, found by what they are calls of. */

import type { Node } from "../graph/node.ts";
import { hashNumber } from "../hash/digest.ts";
import type { Job } from "./job.ts";

/** Jobs by their nodes; equal calls are one job. */
export class JobTable {
  readonly #first = new Map<number, Job>();
  readonly #all: Job[] = [];

  /** In the order in which they were added. */
  get all(): readonly Job[] {
    return this.#all;
  }

  /** The job of a node or one that is equal. */
  find(node: Node): Job | undefined {
    let job = this.#first.get(numberOf(node));
    while (job !== undefined && !isSame(job.node, node)) job = job.namesake;
    return job;
  }

  /** Adds a job that isn't there. */
  add(job: Job): void {
    const number = numberOf(job.node);
    job.namesake = this.#first.get(number);
    this.#first.set(number, job);
    this.#all.push(job);
  }
}

/** Of all that tells nodes apart: many may be called with the same arguments, or have the same content. */
function numberOf(node: Node): number {
  if (node.kind === "call") return hashNumber(node.argsHash) ^ hashNumber(node.info.depsHash);
  let number = hashNumber(node.content);
  for (let i = 0; i < node.path.length; i++) {
    number = Math.imul(number, 31) + node.path.charCodeAt(i) | 0;
  }
  return number;
}

function hashOf(node: Node): string {
  return node.kind === "call" ? node.argsHash : node.content;
}

function isSame(one: Node, other: Node): boolean {
  if (one === other) return true;
  if (hashOf(one) !== hashOf(other)) return false;
  if (one.kind === "call") {
    return other.kind === "call" && one.info.depsHash === other.info.depsHash;
  }
  if (one.kind !== other.kind || one.path !== other.path) return false;
  return one.kind === "file"
    ? one.hash === (other as typeof one).hash
    : one.as === (other as typeof one).as;
}
