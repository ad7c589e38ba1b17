/**
 * What reasons cost: milliseconds that the processor works for whole processes over a pipeline whose code has changed, so that
 * each task is compared with what is stored: `deno run -A bench/explain.ts [numbers of tasks]`.
 */

import { count, inNewFolder, least, merklCommand, printTable, short, worked } from "./measure.ts";

const ROUNDS = 5;

const pipeline = (tasks: number, added: number) =>
  `import { type Future, task } from "@merkl/merkl";
const next = task((n: number, by: { step: number }) => n + by.step + ${added});
export default function pipeline(): Future<number>[] {
  return Array.from({ length: ${tasks} }, (_, i) => next(i, { step: 2 }));
}
`;

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1_000, 10_000];
const rows = sizes.map((tasks) =>
  inNewFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/merkl.json`, "{}");
    const write = (added: number) =>
      Deno.writeTextFileSync(`${folder}/pipeline.ts`, pipeline(tasks, added));
    const run = (...args: string[]) =>
      worked([...merklCommand(), "run", "pipeline.ts", ...args], folder);
    write(0);
    run("-q");
    const cached = least(ROUNDS, () => run("-n"));
    write(1);
    const plain = least(ROUNDS, () => run("-n"));
    const explained = least(ROUNDS, () => run("-n", "--explain"));
    const times = [cached, plain, explained].map(short);
    return [count(tasks), ...times, short(explained / plain), short(explained / cached)];
  })
);
printTable(
  [
    "tasks",
    "-n, all cached, ms",
    "-n, all changed, ms",
    "-n --explain, all changed, ms",
    "--explain ÷ -n",
    "÷ all cached",
  ],
  rows,
);
