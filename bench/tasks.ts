/**
 * Microseconds a task, whole processes: the first run and a rerun that has nothing to do, beside
 * `ninja` doing nothing over as many rules: `deno run -A bench/tasks.ts [numbers of tasks]`.
 * Tasks are independent (all values are printed), joined by one that takes them all, or a chain.
 */

import { count, inNewFolder, least, merklCommand, printTable, short, timed } from "./measure.ts";
import { ninjaDoingNothing } from "./ninja.ts";

const SHAPES = {
  independent: "return Array.from({ length: COUNT }, (_, i) => next(i));",
  joined: "return total(Array.from({ length: COUNT }, (_, i) => next(i)));",
  chain: "let last = next(0); for (let i = 1; i < COUNT; i++) last = next(last); return last;",
};

interface Times {
  /** Milliseconds. */
  readonly first: number;
  /** Milliseconds. */
  readonly again: number;
}

/** Runs a pipeline of `tasks` trivial tasks in a new folder, then again in new processes. */
function measure(shape: keyof typeof SHAPES, tasks: number, rounds: number): Times {
  return inNewFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/merkl.json`, "{}");
    Deno.writeTextFileSync(
      `${folder}/pipeline.ts`,
      `import { type Future, task } from "@merkl/merkl";
const COUNT = ${tasks};
const next = task((n: number) => n + 1);
const total = task((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
export default function pipeline(): Future<number> | Future<number>[] {
  ${SHAPES[shape]}
}
`,
    );
    const run = () => timed([...merklCommand(), "run", "-q", "pipeline.ts"], folder);
    return { first: run(), again: least(rounds, run) };
  });
}

function best(shape: keyof typeof SHAPES, tasks: number): Times {
  const rounds = tasks >= 100_000 ? 3 : 5;
  const all = Array.from({ length: rounds - 1 }, () => measure(shape, tasks, rounds));
  return {
    first: Math.min(...all.map((one) => one.first)),
    again: Math.min(...all.map((one) => one.again)),
  };
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1_000, 10_000, 100_000];
const rows = sizes.flatMap((tasks) => {
  const ninja = ninjaDoingNothing(tasks, 5);
  return (Object.keys(SHAPES) as (keyof typeof SHAPES)[]).map((shape) => {
    const { first, again } = best(shape, tasks);
    const micros = (time: number) => short(time * 1000 / tasks);
    const times = (time: number) => ninja === undefined ? "" : short(time / ninja);
    return [
      shape,
      count(tasks),
      micros(first),
      micros(again),
      ninja === undefined ? "no ninja" : micros(ninja),
      times(first),
      times(again),
    ];
  });
});
printTable(
  [
    "tasks",
    "how many",
    "first run, µs",
    "no-op rerun, µs",
    "ninja no-op, µs",
    "first ÷ ninja",
    "no-op ÷ ninja",
  ],
  rows,
);
