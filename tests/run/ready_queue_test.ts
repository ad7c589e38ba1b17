import assert from "node:assert/strict";
import fc from "fast-check";
import type { Job } from "../../lib/run/job.ts";
import { ReadyQueue } from "../../lib/run/ready_queue.ts";

Deno.test("whatever is pushed and popped in between, the first of the code is next", () => {
  // a number is pushed, undefined pops
  const steps = fc.array(fc.option(fc.nat(50), { nil: undefined, freq: 2 }), { maxLength: 200 });
  fc.assert(fc.property(steps, (all) => {
    const queue = new ReadyQueue();
    const expected: number[] = [];
    for (const seq of [...all, ...all.map(() => undefined)]) {
      if (seq === undefined) {
        assert.equal(queue.pop()?.node.seq, expected.shift());
      } else {
        queue.push({ node: { seq } } as Job);
        expected.push(seq);
        expected.sort((a, b) => a - b);
      }
      assert.equal(queue.size, expected.length);
      const next = [...queue.inOrder()].map(({ node }) => node.seq);
      assert.deepEqual(next, expected.slice(0, next.length));
      assert.equal(queue.first?.node.seq, expected[0]);
    }
  }));
});
