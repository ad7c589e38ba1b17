import assert from "node:assert/strict";
import fc from "fast-check";
import { following } from "../../lib/run/following.ts";
import type { Job } from "../../lib/run/job.ts";
import { ReadyQueue } from "../../lib/run/ready_queue.ts";

interface Made {
  readonly node: { readonly seq: number };
  waiting: number;
  dependents: Made[] | undefined;
}

/** Jobs, each with some of those before it as parents; those without any are pushed in some order. */
function wire(parents: readonly (readonly number[])[], turned: boolean): ReadyQueue {
  const jobs: Made[] = [];
  parents.forEach((of, seq) => {
    const job: Made = { node: { seq }, waiting: 0, dependents: undefined };
    for (const at of seq === 0 ? [] : of.map((n) => n % seq)) {
      job.waiting++;
      (jobs[at]!.dependents ??= []).push(job);
    }
    jobs.push(job);
  });
  const queue = new ReadyQueue();
  const free = jobs.filter(({ waiting }) => waiting === 0);
  for (const job of turned ? free.reverse() : free) queue.push(job as unknown as Job);
  return queue;
}

function startsOf(queue: ReadyQueue, job: Job | undefined): number[] {
  const order: number[] = [];
  for (; job !== undefined; job = queue.pop()) {
    order.push(job.node.seq);
    for (const dependent of job.dependents ?? []) {
      if (--dependent.waiting === 0) queue.push(dependent);
    }
  }
  return order;
}

Deno.test("what is foreseen to follow a job starts after it, in that order", () => {
  const parents = fc.array(fc.array(fc.nat(100), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(fc.property(parents, fc.boolean(), fc.nat(70), (parents, turned, most) => {
    const queue = wire(parents, turned);
    const first = queue.pop()!;
    let count = 0;
    const foreseen = following(first, queue.inOrder(), () => ++count <= most);
    const starts = startsOf(queue, first);
    assert.equal(starts.length, parents.length);
    assert.deepEqual(foreseen.map(({ node }) => node.seq), starts.slice(1, 1 + most));
  }));
});
