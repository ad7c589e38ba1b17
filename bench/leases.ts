/**
 * Microseconds that the leases of a process cost for each body: alone, where short bodies are claimed
 * many at once, and with other processes there: `deno run -A bench/leases.ts`.
 */

import { ProcessLeases } from "../lib/cache/process_leases.ts";
import type { MerkleHash } from "../lib/hash/digest.ts";
import { sha256 } from "../lib/hash/digest.ts";
import { inNewFolder, printTable, short } from "./measure.ts";

const BODIES = 20_000;
/** Bodies that are committed at once. */
const GROUP = 300;

const HASHES = Array.from({ length: BODIES }, (_, i) => sha256(`${i}`) as MerkleHash);

function leasesIn(folder: string): ProcessLeases {
  const onProblem = (problem: string) => {
    throw new Error(problem);
  };
  return new ProcessLeases({ folder, changed: () => false, onProblem, open: new Set() });
}

function microsPerBody(others: number, atOnce: number): number {
  return inNewFolder((folder) => {
    const there = Array.from({ length: others }, () => leasesIn(folder));
    there.forEach((leases, i) => leases.claim([sha256(`other ${i}`) as MerkleHash]));
    const leases = leasesIn(folder);
    const started = performance.now();
    for (let at = 0; at < BODIES; at += GROUP) {
      const group = HASHES.slice(at, at + GROUP);
      group.forEach((hash, i) => {
        if (i % atOnce === 0) leases.claim(group.slice(i, i + atOnce));
        leases.ended(hash);
      });
      leases.release(group, true);
    }
    const took = performance.now() - started;
    for (const one of [leases, ...there]) one.leave();
    return took * 1000 / BODIES;
  });
}

const cases = [[0, 33], [0, 1], [1, 1], [3, 1], [7, 1]] as const;
const rows = cases.map(([others, atOnce]) => {
  const all = Array.from({ length: 7 }, () => microsPerBody(others, atOnce));
  return [`${others}`, `${atOnce}`, short(Math.min(...all))];
});
printTable(["other processes", "claimed at once", "µs a body"], rows);
