/**
 * Jobs that can start, the one that the code called first in front: a binary heap, and beside it two
 * rows for those that come in order or in the opposite one, as most do.
 */

import type { Job } from "./job.ts";

/** A priority queue of jobs by the order of their creation. */
export class ReadyQueue {
  readonly #heap: Job[] = [];
  #row: Job[] = [];
  /** Where the row begins. */
  #begin = 0;
  /** The first one last. */
  readonly #pile: Job[] = [];

  get size(): number {
    return this.#heap.length + this.#pile.length + this.#row.length - this.#begin;
  }

  /** The one that is next. */
  get first(): Job | undefined {
    return earlier(earlier(this.#row[this.#begin], this.#pile.at(-1)), this.#heap[0]);
  }

  /** The next ones, as far as their order is known. */
  *inOrder(): Generator<Job, undefined> {
    let [at, left] = [this.#begin, this.#pile.length];
    for (;;) {
      const next = earlier(this.#row[at], this.#pile[left - 1]);
      if (next === undefined || earlier(this.#heap[0], next) !== next) return;
      if (next === this.#row[at]) at++;
      else left--;
      yield next;
    }
  }

  push(job: Job): void {
    const last = this.#row.at(-1);
    if (last === undefined || earlier(last, job) === last) return void this.#row.push(job);
    const first = this.#pile.at(-1);
    if (first === undefined || earlier(job, first) === job) this.#pile.push(job);
    else this.#pushHeap(job);
  }

  pop(): Job | undefined {
    const next = this.first;
    if (next === undefined) return undefined;
    if (next === this.#pile.at(-1)) return this.#pile.pop();
    if (next === this.#heap[0]) return this.#popHeap();
    this.#begin++;
    if (this.#begin === this.#row.length) {
      this.#row = [];
      this.#begin = 0;
    }
    return next;
  }

  #pushHeap(job: Job): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(job);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.node.seq <= job.node.seq) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = job;
  }

  #popHeap(): Job | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.node.seq < heap[child]!.node.seq) child++;
      if (heap[child]!.node.seq >= last.node.seq) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** The one that the code called first; of equal ones the first. */
function earlier(one: Job | undefined, other: Job | undefined): Job | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.node.seq < one.node.seq ? other : one;
}
