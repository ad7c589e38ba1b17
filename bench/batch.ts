/**
 * Microseconds an item, of the processor's time, whole processes: a batch of many items of which none
 * is cached, then all, as by a batch and as by calls of the task; and a graph of as many calls that a
 * pipeline kept.
 * `deno run -A bench/batch.ts [numbers of items]`
 */

import { count, inNewFolder, least, merklCommand, printTable, short, worked } from "./measure.ts";

const ROUNDS = 3;

const WAYS = {
  "a batch": "() => many(items)",
  "calls of its task": "() => items.map((n) => one(n))",
  "calls, graph kept": "pipeline(() => items.map((n) => one(n)))",
};

function measure(items: number, wiring: string): { first: number; again: number } {
  return inNewFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/merkl.json`, "{}");
    Deno.writeTextFileSync(
      `${folder}/pipeline.ts`,
      `import { batch, pipeline, task } from "@merkl/merkl";
export const one = task((n: number) => n + 1);
export const many = batch(one, (ns) => ns.map((n) => n + 1));
const items = Array.from({ length: ${items} }, (_, n) => n);
export const unused = pipeline;
export default ${wiring};
`,
    );
    const run = () => worked([...merklCommand(), "run", "-q", "pipeline.ts:default"], folder);
    return { first: run(), again: least(ROUNDS, run) };
  });
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1_000, 10_000, 100_000];
printTable(
  ["made by", "items", "none cached, µs", "all cached, µs"],
  sizes.flatMap((items) =>
    Object.entries(WAYS).map(([way, wiring]) => {
      const all = Array.from({ length: 2 }, () => measure(items, wiring));
      const micros = (of: "first" | "again") =>
        short(Math.min(...all.map((one) => one[of])) * 1000 / items);
      return [way, count(items), micros("first"), micros("again")];
    })
  ),
);
