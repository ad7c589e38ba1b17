/** Jobs that can start, the one that the code called first in front: a binary heap. */

import type { Job } from "./job.ts";

/** A priority queue of jobs by the order of their creation. */
export class ReadyQueue {
  readonly #heap: Job[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(job: Job): void {
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

  pop(): Job | undefined {
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
