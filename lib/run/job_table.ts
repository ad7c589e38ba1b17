/** The jobs of a plan, found by what they are calls of. */

import type { Node } from "../graph/node.ts";
import { hashNumber } from "../hash/digest.ts";
import type { Job } from "./job.ts";

/** Slots at first; twice as many whenever half of them are taken, so always a power of 2. */
const START_SIZE = 64;

/**
 * Jobs by their nodes; equal calls are one job. A table of numbers in which a job is in the first free
 * slot behind the one that its number names: a Map would be three times as large, and to look into it
 * takes twice as long when there are many.
 */
export class JobTable {
  readonly #all: Job[] = [];
  /** For each slot the number of the job's node, and its position in `#all` plus 1, or 0 if it is free. */
  #slots = new Int32Array(2 * START_SIZE);

  /** In the order in which they were added. */
  get all(): readonly Job[] {
    return this.#all;
  }

  /** The job of a node or one that is equal. */
  find(node: Node): Job | undefined {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const number = numberOf(node);
    for (let at = 2 * number & mask;; at = (at + 2) & mask) {
      const position = slots[at + 1]!;
      if (position === 0) return undefined;
      if (slots[at] !== number) continue;
      const job = this.#all[position - 1]!;
      if (isSame(job.node, node)) return job;
    }
  }

  /** Adds a job that isn't there. */
  add(job: Job): void {
    const position = this.#all.push(job);
    if (4 * position > this.#slots.length) this.#grow();
    this.#put(numberOf(job.node), position);
  }

  #put(number: number, position: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = 2 * number & mask;
    while (slots[at + 1] !== 0) at = (at + 2) & mask;
    slots[at] = number;
    slots[at + 1] = position;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2) {
      if (before[at + 1] !== 0) this.#put(before[at]!, before[at + 1]!);
    }
  }
}

/**
 * Of all that tells nodes apart: many tasks may be called with the same arguments, and many files have
 * the same content, which would all lie one behind the other.
 */
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
