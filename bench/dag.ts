/**
 * What a graph costs: milliseconds of whole processes, beside the dry run that it is made from, in
 * turns: `deno run -A bench/dag.ts [numbers of nodes]`. All is cached.
 */

import { count, inNewFolder, merklCommand, printTable, short, timed } from "./measure.ts";

const ROUNDS = 12;

/** Half of the nodes are a fan, each with one behind it. */
const fan = (nodes: number) =>
  `import { task } from "@merkl/merkl";
const one = task((n: number) => n + 1);
const two = task((n: number, size: number) => n * size);
const total = task((all: number[]) => all.length);
export default () => total(Array.from({ length: ${nodes / 2} }, (_, i) => two(one(i), 8)));
`;

const chain = (nodes: number) =>
  `import { task } from "@merkl/merkl";
const step = task((n: number) => n + 1);
export default () => {
  let at = step(0);
  for (let i = 1; i < ${nodes}; i++) at = step(at);
  return at;
};
`;

const WAYS = [
  ["run", "p.ts", "-n", "--json"],
  ["dag", "p.ts", "--json"],
  ["dag", "p.ts", "--format", "svg"],
  ["dag", "p.ts", "--format", "html"],
];

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1_000, 10_000];
const rows = sizes.flatMap((nodes) =>
  Object.entries({ fan, chain }).map(([name, pipeline]) =>
    inNewFolder((folder) => {
      Deno.writeTextFileSync(`${folder}/merkl.json`, "{}");
      Deno.writeTextFileSync(`${folder}/p.ts`, pipeline(nodes));
      timed([...merklCommand(), "run", "p.ts", "-q"], folder);
      const times = WAYS.map(() => Infinity);
      for (let round = 0; round < ROUNDS; round++) {
        WAYS.forEach((way, i) => {
          times[i] = Math.min(times[i]!, timed([...merklCommand(), ...way], folder));
        });
      }
      const [dry, json] = times as [number, number];
      return [name, count(nodes), ...times.map(short), short(json / dry)];
    })
  )
);
printTable(
  ["graph", "nodes", "run -n --json, ms", "JSON", "SVG", "page", "JSON ÷ run -n --json"],
  rows,
);
