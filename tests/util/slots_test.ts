import assert from "node:assert/strict";
import { Slots } from "../../lib/util/slots.ts";

Deno.test("Slots lets so many work at once, in order, whatever fails", async () => {
  const slots = new Slots(2);
  const begun: number[] = [];
  let [running, most] = [0, 0];
  const work = (n: number) =>
    slots.run(async () => {
      begun.push(n);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (n === 1) throw new Error("one");
      return n;
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  assert.deepEqual(results.map(({ status }) => status === "fulfilled"), [
    true,
    false,
    true,
    true,
    true,
  ]);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
  assert.equal(await slots.run(() => Promise.resolve(7)), 7);
});
