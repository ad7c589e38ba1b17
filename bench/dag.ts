/**
 * What a graph costs: milliseconds that the processor spends on whole processes, beside the dry run
 * that the graph is made from, in turns: `deno run -A bench/dag.ts [numbers of nodes]`. All is
 * cached. The processor's time, since the clock's is no use where others work.
 */

import { count, inNewFolder, merklCommand, printTable, short, timed } from "./measure.ts";

const ROUNDS = 12;

/** Milliseconds of the processor, user and system, that a command takes. */
function processorTime(command: readonly string[], cwd: string): number {
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", `"$@" > /dev/null 2> /dev/null; times`, "sh", ...command],
    cwd,
  }).outputSync();
  // the second line is of the processes that the shell started
  const times = new TextDecoder().decode(stdout).split("\n")[1]!.matchAll(/(\d+)m([\d.]+)s/g);
  return [...times].reduce((sum, [, min, s]) => sum + Number(min) * 60e3 + Number(s) * 1e3, 0);
}

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
          times[i] = Math.min(times[i]!, processorTime([...merklCommand(), ...way], folder));
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
