/**
 * Computes `tests/golden/encoding.json` anew: of the values in it, and of those given as arguments.
 * A vector that moves means that every key moves: raise `KEY_FORMAT` then.
 */

import { GOLDEN_FILE, type GoldenVector, goldenVector } from "../tests/hash/golden_values.ts";

const known = JSON.parse(await Deno.readTextFile(GOLDEN_FILE)) as GoldenVector[];
const texts = new Set([...known.map((vector) => vector.value), ...Deno.args]);
const vectors = [...texts].map(goldenVector);
await Deno.writeTextFile(GOLDEN_FILE, JSON.stringify(vectors, null, 2) + "\n");
const moved = known.filter((vector, i) => vector.hex !== vectors[i]!.hex);
console.error(`${vectors.length} vectors, ${moved.length} of them moved`);
