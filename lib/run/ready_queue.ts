/**
 * Jobs that can start, the one that the code called first in front: a binary heap, and beside it a row
 * for those that come in order, as most do.
 */

import type { Job } from "./job.ts";

/** A priority queue of jobs by the order of their creation. */
export class ReadyQueue {
  readonly #heap: Job[] = [];
  #row: Job[] = [];
  /** Where the row begins. */
  #begin = 0;

  get size(): number {
    return this.#heap.length + this.#row.length - this.#begin;
  }

  push(job: Job): void {
    const last = this.#row.at(-1);
    if (last === undefined || last.node.seq <= job.node.seq) this.#row.push(job);
    else this.#pushHeap(job);
  }

  pop(): Job | undefined {
    const next = this.#row[this.#begin];
    const first = this.#heap[0];
    if (next === undefined || (first !== undefined && first.node.seq < next.node.seq)) {
      return this.#popHeap();
    }
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
