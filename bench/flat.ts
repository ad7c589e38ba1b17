/**
 * Whether a task costs the same however many there are, once V8 has made the code fast: runs in one
 * process that has run many tasks before, of numbers of tasks in turn. Microseconds of the processor's
 * time a task, minima: `deno run -A bench/flat.ts`.
 */

import process from "node:process";
import { type Future, openProject, task } from "../mod.ts";
import { count, inNewFolder, printTable, short } from "./measure.ts";

const SIZES = [1_000, 10_000, 100_000];
/** Tasks that are run before anything is measured. */
const WARM = 100_000;
/** Tasks of all rounds of one size, at least. */
const MEASURED = 300_000;

const next = task((n: number) => n + 1);
const SHAPES = {
  independent: (tasks: number) => Array.from({ length: tasks }, (_, i) => next(i)),
  chain: (tasks: number) => {
    let last: Future<number> = next(0);
    for (let i = 1; i < tasks; i++) last = next(last);
    return last;
  },
};

type Shape = keyof typeof SHAPES;

/** Milliseconds of the processor's time for a run in a new project with the cache in `folder`. */
async function run(shape: Shape, tasks: number, folder: string): Promise<number> {
  const before = process.cpuUsage();
  await using project = await openProject({ root: folder });
  await project.run(() => SHAPES[shape](tasks));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const rows: (string | number)[][] = [];
for (const shape of Object.keys(SHAPES) as Shape[]) {
  await inNewFolder(async (folder) => {
    await run(shape, WARM, folder);
    await run(shape, WARM, folder);
  });
  for (const tasks of SIZES) {
    let [first, again] = [Infinity, Infinity];
    for (let done = 0; done < MEASURED; done += tasks) {
      await inNewFolder(async (folder) => {
        first = Math.min(first, await run(shape, tasks, folder));
        again = Math.min(again, await run(shape, tasks, folder));
      });
    }
    const micros = (time: number) => short(time * 1000 / tasks);
    rows.push([shape, count(tasks), micros(first), micros(again)]);
  }
}
printTable(["tasks", "how many", "first run", "no-op rerun"], rows);
