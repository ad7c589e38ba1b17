/**
 * Microseconds that the leases of a process cost for each body: alone, and with another process
 * there: `deno run -A bench/leases.ts`.
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

function microsPerBody(others: number): number {
  return inNewFolder((folder) => {
    const there = Array.from({ length: others }, () => leasesIn(folder));
    there.forEach((leases, i) => leases.claim([sha256(`other ${i}`) as MerkleHash]));
    const leases = leasesIn(folder);
    const started = performance.now();
    for (let at = 0; at < BODIES; at += GROUP) {
      const group = HASHES.slice(at, at + GROUP);
      for (const hash of group) {
        leases.claim([hash]);
        leases.ended(hash);
      }
      leases.release(group, true);
    }
    const took = performance.now() - started;
    for (const one of [leases, ...there]) one.leave();
    return took * 1000 / BODIES;
  });
}

const least = (others: number) =>
  Math.min(...Array.from({ length: 7 }, () => microsPerBody(others)));
const rows = [0, 1, 3, 7].map((others) => [`${others}`, short(least(others))]);
printTable(["other processes", "µs a body"], rows);
