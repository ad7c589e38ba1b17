import assert from "node:assert/strict";
import { InTurn } from "../../lib/util/in_turn.ts";

Deno.test("InTurn does one piece of work after the other, also after one that fails", async () => {
  const turns = new InTurn();
  const seen: string[] = [];
  const work = (name: string, fails = false) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const all = await Promise.allSettled([
    turns.run(work("a")),
    turns.run(work("b", true)),
    turns.run(work("c")),
  ]);
  assert.deepEqual(all.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(seen, ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
