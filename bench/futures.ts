/**
 * Microseconds and bytes for each Future that is built and hashed:
 * `deno run -A --v8-flags=--expose-gc bench/futures.ts [numbers of Futures]`.
 */

import { type Future, openProject, task } from "@merkl/merkl";
import { count, inNewFolder, printTable, short } from "./measure.ts";

const next = task((n: number) => n + 1);

const SHAPES: Record<string, (total: number) => Future<number>[]> = {
  independent: (total) => Array.from({ length: total }, (_, i) => next(i)),
  chain: (total) => {
    const futures = [next(0)];
    while (futures.length < total) futures.push(next(futures.at(-1)!));
    return futures;
  },
};

declare const gc: (() => void) | undefined;

function heap(): number {
  if (gc === undefined) throw new Error("run it with --v8-flags=--expose-gc");
  gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Builds `total` Futures and asks each for its hash. */
function build(shape: string, total: number): { micros: number; bytes: number } {
  const before = heap();
  const start = performance.now();
  const futures = SHAPES[shape]!(total);
  for (const future of futures) future.hash;
  const time = performance.now() - start;
  const bytes = heap() - before;
  return { micros: time * 1000 / futures.length, bytes: bytes / futures.length };
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [10_000, 100_000, 1_000_000];
const rows: (string | number)[][] = [];
await inNewFolder(async (root) => {
  await using project = await openProject({ root, cache: null });
  await project.run(() => {
    for (const shape of Object.keys(SHAPES)) {
      for (const total of sizes) {
        const rounds = [1, 2, 3].map(() => build(shape, total));
        rows.push([
          shape,
          count(total),
          short(Math.min(...rounds.map((one) => one.micros))),
          Math.round(Math.min(...rounds.map((one) => one.bytes))),
        ]);
      }
    }
  });
});
printTable(["Futures", "how many", "µs each", "bytes each"], rows);
