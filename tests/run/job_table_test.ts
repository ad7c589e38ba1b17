import assert from "node:assert/strict";
import fc from "fast-check";
import { Future } from "../../lib/graph/future.ts";
import type { InputNode } from "../../lib/graph/node.ts";
import { Job } from "../../lib/run/job.ts";
import { JobTable } from "../../lib/run/job_table.ts";

/** What is compared of an input; the contents of many begin alike. */
const inputs = fc.record({
  content: fc.tuple(
    fc.constantFrom("0000000", "0000001", "fffffff"),
    fc.constantFrom("a", "b", "c"),
  ).map(([start, end]) => start + end.repeat(57)),
  path: fc.constantFrom("/a", "/b", "/c", "/d"),
  as: fc.constantFrom("text", "path"),
});

Deno.test("JobTable finds the job of an equal node and no other, however many there are", () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 200, size: "max" }), (all) => {
      const table = new JobTable();
      const model = new Map<string, Job>();
      for (const parts of all) {
        const node = { kind: "input", seq: 0, name: "", ...parts } as InputNode;
        const key = JSON.stringify(parts);
        assert.equal(table.find(node), model.get(key));
        if (model.has(key)) continue;
        const job = new Job(new Future(node, null));
        table.add(job);
        model.set(key, job);
        assert.equal(table.find({ ...node }), job);
      }
      assert.deepEqual([...table.all], [...model.values()]);
    }),
  );
});
