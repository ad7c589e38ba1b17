/**
 * Speed and exactness of the canonical encoding beside `cborg` and `cbor2`:
 * `deno run -A bench/encoding.ts`. Times are minima, in microseconds a call.
 */

import * as cborg from "npm:cborg@^6.1.5";
import * as cbor2 from "npm:cbor2@^2.3.0";
import { decode, encode, hashValue } from "../lib/hash/canonical.ts";
import { toHex } from "../lib/util/bytes.ts";

function micros(run: () => unknown, calls: number): string {
  let best = Infinity;
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) run();
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1000 / calls).toFixed(2);
}

const rows = Array.from(
  { length: 1000 },
  (_, i) => ({ id: i, name: `name ${i}`, score: i / 7, tags: ["a", "b"] }),
);
const inputs: [name: string, value: unknown, calls: number][] = [
  ["small arguments", [{ iterations: 100, lr: 0.1 }, "train.csv"], 50_000],
  ["one number", [7], 50_000],
  ["1,000 rows of 4 fields", rows, 50],
  ["100,000 floats", Array.from({ length: 100_000 }, (_, i) => i / 7), 10],
  ["text of 100 KB", "lorem ipsum ".repeat(8500), 500],
  ["text of 100 KB, not ASCII", "größer 水 ".repeat(8500), 200],
];

console.log(
  "speed (µs): merkl encode | hash | decode   cborg encode | decode   cbor2 encode | decode",
);
for (const [name, value, calls] of inputs) {
  const [own, borg, two] = [encode(value), cborg.encode(value), cbor2.encode(value)];
  const times = [
    () => encode(value),
    () => hashValue(value),
    () => decode(own),
    () => cborg.encode(value),
    () => cborg.decode(borg),
    () => cbor2.encode(value),
    () => cbor2.decode(two),
  ].map((run) => micros(run, calls).padStart(9));
  console.log(name.padEnd(28), times.join(" "));
}

/** Pairs that a body can tell apart; an exact encoder gives each two encodings. */
const pairs: [name: string, a: unknown, b: unknown][] = [
  ["0, -0", 0, -0],
  ["1, 1n", 1, 1n],
  ["null, undefined", [null], [undefined]],
  ["undefined, hole", [undefined], new Array(1)],
  ["order of properties", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["order of a Map", new Map([[1, 2], [3, 4]]), new Map([[3, 4], [1, 2]])],
  ["object, Map", { a: 1 }, new Map([["a", 1]])],
  ["array, Set", [1], new Set([1])],
  ["object without prototype", {}, Object.create(null)],
  ["Date, number", new Date(1000), 1],
  ["invalid Date, NaN", new Date(NaN), NaN],
  ["typed arrays by type", new Uint8Array([1]), new Int8Array([1])],
  ["lone surrogates", "\ud800", "\ud801"],
];

function tellsApart(encoder: (value: unknown) => Uint8Array, a: unknown, b: unknown): string {
  try {
    return toHex(encoder(a)) === toHex(encoder(b)) ? "SAME" : "apart";
  } catch {
    return "refused";
  }
}

console.log("\nexactness".padEnd(29), "merkl   cborg   cbor2   cbor2 (dcbor options)");
const deterministic = (value: unknown) => cbor2.encode(value, cbor2.dcborEncodeOptions);
for (const [name, a, b] of pairs) {
  const found = [encode, cborg.encode, cbor2.encode, deterministic].map((encoder) =>
    tellsApart(encoder as (value: unknown) => Uint8Array, a, b).padEnd(7)
  );
  console.log(name.padEnd(28), found.join(" "));
}
