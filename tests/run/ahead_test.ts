/** What a run claims, and when: told by leases that only take note of it. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Leases } from "../../lib/cache/lease.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { batch, type Future, task } from "../../mod.ts";

class Watched {
  readonly held = new Set<string>();
  readonly #running = new Set<string>();
  readonly #ended = new Set<string>();
  /** What was held and needn't have been, each time that a body waited. */
  readonly idle: string[] = [];
  claims = 0;
  /** How many hashes they were of. */
  claimed = 0;
  started = 0;
  /** What was claimed and never begun. */
  readonly unused = new Set<string>();
  readonly session: Session;

  constructor(cache: MemoryCache = new MemoryCache()) {
    const leases: Leases = {
      shared: false,
      claim: (hashes) => {
        this.claims++;
        this.claimed += hashes.length;
        for (const hash of hashes) {
          assert.ok(!this.held.has(hash), "claimed twice");
          this.held.add(hash);
          this.unused.add(hash);
        }
        return undefined;
      },
      ended: (hash) => {
        if (!this.held.has(hash)) return;
        this.#running.delete(hash);
        this.#ended.add(hash);
      },
      release: (hashes) => {
        for (const hash of hashes) {
          this.held.delete(hash);
          this.#ended.delete(hash);
          this.#running.delete(hash);
        }
      },
      holders: (hashes) => hashes.map(() => undefined),
      deadlocked: () => false,
      leave: () => this.held.clear(),
    };
    this.session = new Session({
      root: absPath("."),
      cache: Object.assign(cache, { leases: () => leases }),
      executor: {
        name: "watching",
        submit: ({ hash, taskId, body }) => {
          if (taskId.includes("loose")) return body();
          assert.ok(this.held.has(hash) && !this.#ended.has(hash), "run without a lease");
          this.unused.delete(hash);
          this.#running.add(hash);
          this.started++;
          return body();
        },
        cancel: () => {},
      },
    });
  }

  /** Held, though it neither runs nor has ended. */
  get ahead(): string[] {
    return [...this.held].filter((hash) => !this.#running.has(hash) && !this.#ended.has(hash));
  }
}

/** The one whose run is looked at. */
let watched: Watched;

/** Only bodies take time: a processor that has more to do would make a short one long. */
let clock = 0;
Object.defineProperty(performance, "now", { value: () => clock += 1e-6 });

const quick = task({ hashKey: "quick" }, (...numbers: number[]) => numbers.length);
const slow = task({ hashKey: "slow" }, (...numbers: number[]) => {
  clock += 1.2;
  return numbers.length;
});
/** Quick, but for some that wait. */
const mixed = task({ hashKey: "mixed" }, (at: number, ...numbers: number[]): Promise<number> => {
  if (at % 4 > 0) return numbers.length as unknown as Promise<number>;
  return new Promise((resolve) => {
    setTimeout(() => {
      const { ahead, started } = watched;
      // timers get their turn between bodies as well: then another starts at once
      setTimeout(() => {
        if (watched.started === started) {
          watched.idle.push(...ahead.filter((hash) => watched.ahead.includes(hash)));
        }
        resolve(numbers.length);
      }, 1);
    }, 2);
  });
});
const fails = task({ hashKey: "fails" }, (...numbers: number[]): number => {
  throw new Error(`failed ${numbers.length}`);
});
const loose = task({ hashKey: "loose", cache: false }, (...numbers: number[]) => numbers.length);
const one = task({ hashKey: "one" }, (n: number) => n);
const many = batch(one, (numbers: readonly number[]) => [...numbers]);

const KINDS = ["quick", "mixed", "slow", "fails", "loose", "many"] as const;

Deno.test("whatever runs has a lease, and nothing else has while the process waits", async () => {
  const calls = fc.array(
    fc.tuple(
      fc.nat(30).map((n) => KINDS[n] ?? KINDS[n % 2]!),
      fc.array(fc.nat(100), { maxLength: 2 }),
    ),
    { minLength: 1, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(calls, fc.constantFrom(1, 3), async (calls, jobs) => {
      watched = new Watched();
      const wire = () => {
        const made: Future<number>[] = [];
        calls.forEach(([kind, of], i) => {
          const parents = i === 0 ? [] : of.map((n) => made[n % i]!);
          if (kind === "mixed") made.push(mixed(i, ...parents));
          else if (kind === "many") made.push(...many([i, parents[0] ?? 0]));
          else made.push({ quick, slow, fails, loose }[kind](i, ...parents));
        });
        return made;
      };
      const run = watched.session.run(wire, { jobs, keepGoing: true });
      const failure: unknown = await run.then(() => undefined, (error) => error);
      if (failure !== undefined) assert.match(String(failure), /failed \d/);
      assert.deepEqual([watched.idle, ...watched.held], [[]]);
    }),
    { numRuns: 60 },
  );
});

for (const shape of ["independent", "joined", "chain"] as const) {
  Deno.test(`many short bodies are claimed at once: ${shape}`, async () => {
    watched = new Watched();
    await watched.session.run(() => {
      const numbers = Array.from({ length: 300 }, (_, i) => i);
      if (shape === "independent") return numbers.map((n) => quick(n));
      if (shape === "joined") return quick(...numbers.map((n) => quick(n)));
      return numbers.reduce<Future<number>>((last, n) => quick(n, last), quick(-1));
    });
    assert.ok(watched.started >= 300);
    assert.ok(watched.claims < 100, `${watched.claims} claims`);
    assert.deepEqual([...watched.unused], []);
  });
}

Deno.test("bodies that take a millisecond are claimed one by one", async () => {
  watched = new Watched();
  await watched.session.run(() => Array.from({ length: 10 }, (_, n) => slow(n)));
  assert.deepEqual([watched.started, watched.claims], [10, 10]);
});

Deno.test("after a body that took longer than those before it, the next is claimed anew", async () => {
  const claims: number[] = [];
  const sometimes = task({ hashKey: "sometimes" }, (n: number) => {
    claims.push(watched.claims);
    if (n === 20) clock += 2;
  });
  watched = new Watched();
  await watched.session.run(() => Array.from({ length: 40 }, (_, n) => sometimes(n)));
  assert.ok(claims[20]! < 10, "most were claimed with others");
  assert.equal(claims[21], claims[20]! + 1);
});

Deno.test("what turns out to stand is given back, and what follows it is claimed anew", async () => {
  const half = task({ hashKey: "half" }, (n: number) => n >> 1);
  const wire = (add: number) => () => [
    mixed(0, add),
    ...Array.from({ length: 40 }, (_, n) => quick(half(4 * n + add * (n > 10 ? 1 : 2)))),
  ];
  const cache = new MemoryCache();
  watched = new Watched(cache);
  await watched.session.run(wire(0), { jobs: 2 });
  watched = new Watched(cache);
  const { value } = await watched.session.run(wire(1), { jobs: 2 });
  assert.deepEqual(value, Array.from({ length: 41 }, () => 1));
  // the values of half differ up to 10; from there on quick stands
  assert.equal(watched.started, 1 + 40 + 11);
  assert.ok(watched.unused.size > 0, "some were claimed in vain");
  assert.ok(watched.claimed < 3 * watched.started, `${watched.claimed} claimed, most in vain`);
  assert.deepEqual([watched.idle, ...watched.held], [[]]);
});
