/**
 * Microseconds a task, whole processes: the first run and a rerun that has nothing to do, beside
 * `ninja` doing nothing over as many rules: `deno run -A bench/tasks.ts [numbers of tasks]`.
 * Tasks are independent (all values are printed), joined by one that takes them all, or a chain. Once
 * by the clock, once by the processor's time: garbage is collected on other processors meanwhile.
 */

import {
  count,
  inNewFolder,
  leastTook,
  merklCommand,
  printTable,
  short,
  type Took,
  took,
} from "./measure.ts";
import { ninjaDoingNothing } from "./ninja.ts";

const SHAPES = {
  independent: "return Array.from({ length: COUNT }, (_, i) => next(i));",
  joined: "return total(Array.from({ length: COUNT }, (_, i) => next(i)));",
  chain: "let last = next(0); for (let i = 1; i < COUNT; i++) last = next(last); return last;",
};

interface Times {
  readonly first: Took;
  readonly again: Took;
}

/** Of so few tasks, a run is its start. */
const FEW = 3;

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
    const run = () => took([...merklCommand(), "run", "-q", "pipeline.ts"], folder);
    return { first: run(), again: leastTook(Array.from({ length: rounds }, run)) };
  });
}

function best(shape: keyof typeof SHAPES, tasks: number): Times {
  const rounds = tasks >= 100_000 ? 3 : 5;
  const all = Array.from({ length: rounds - 1 }, () => measure(shape, tasks, rounds));
  return {
    first: leastTook(all.map(({ first }) => first)),
    again: leastTook(all.map(({ again }) => again)),
  };
}

/** The rows of a table, by one of the two ways to measure. */
interface Row {
  readonly shape: string;
  readonly tasks: number;
  readonly times: Times;
  readonly start: Times;
  readonly ninja: Took | undefined;
}

function cells({ shape, tasks, times, start, ninja }: Row, by: keyof Took): string[] {
  const micros = (time: number) => short(time * 1000 / tasks);
  const over = (time: number) => ninja === undefined ? "" : short(time / ninja[by]);
  return [
    shape,
    count(tasks),
    micros(times.first[by]),
    micros(times.first[by] - start.first[by]),
    micros(times.again[by]),
    micros(times.again[by] - start.again[by]),
    ninja === undefined ? "no ninja" : micros(ninja[by]),
    over(times.first[by]),
    over(times.again[by]),
  ];
}

const sizes = Deno.args.length > 0 ? Deno.args.map(Number) : [1_000, 10_000, 100_000];
const shapes = Object.keys(SHAPES) as (keyof typeof SHAPES)[];
const starts = new Map(shapes.map((shape) => [shape, best(shape, FEW)]));
const rows = sizes.flatMap((tasks) => {
  const ninja = ninjaDoingNothing(tasks, 5);
  return shapes.map((shape) => (
    { shape, tasks, times: best(shape, tasks), start: starts.get(shape)!, ninja }
  ));
});
for (const [by, title] of [["clock", "By the clock"], ["worked", "Of the processor"]] as const) {
  console.log(`${title}, µs a task:\n`);
  printTable(
    [
      ...["tasks", "how many", "first run", "start apart", "no-op rerun", "start apart"],
      ...["ninja no-op", "first ÷ ninja", "no-op ÷ ninja"],
    ],
    rows.map((row) => cells(row, by)),
  );
}
