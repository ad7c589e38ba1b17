import assert from "node:assert/strict";
import { task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";

const ran: string[] = [];
const half = task((n: number) => {
  ran.push(`half ${n}`);
  return n >> 1;
});
const next = task((n: number) => {
  ran.push(`next ${n}`);
  return n + 1;
});

/** A session whose cache counts how often it is asked for entries by their resolved hash. */
function counting(cache: MemoryCache): { session: Session; asked: () => number } {
  let asked = 0;
  const { index } = cache;
  const byResolved = index.byResolved.bind(index);
  index.byResolved = (hashes) => {
    asked += hashes.length;
    return byResolved(hashes);
  };
  return { session: new Session({ root: absPath("."), cache }), asked: () => asked };
}

async function run(session: Session, fn: () => unknown): Promise<string[]> {
  ran.length = 0;
  await session.run(fn);
  return [...ran];
}

Deno.test("the index isn't asked what calls of a task that never ran could stand for", async () => {
  const { session, asked } = counting(new MemoryCache());
  assert.deepEqual(await run(session, () => next(next(next(1)))), ["next 1", "next 2", "next 3"]);
  assert.equal(asked(), 0);
});

Deno.test("calls with the same values in one run are made once, though the task is new", async () => {
  const { session, asked } = counting(new MemoryCache());
  const made = await run(session, () => [next(half(4)), next(half(5))]);
  assert.deepEqual(made, ["half 4", "next 2", "half 5"]);
  assert.equal(asked(), 1);
});

Deno.test("calls with the same values as in an earlier run aren't made again", async () => {
  const { session, asked } = counting(new MemoryCache());
  await run(session, () => next(half(4)));
  assert.deepEqual(await run(session, () => next(half(5))), ["half 5"]);
  assert.equal(asked(), 1);
});
