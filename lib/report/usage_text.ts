/** How much a cache holds, in words. */

import type { CacheUsage, LargeValue, TaskUsage } from "../cache/care.ts";
import { byteSize, duration, grouped, plural } from "../util/text.ts";
import { table } from "./table.ts";

const HASH_DIGITS = 12;

/** On a terminal longer cells are cut. */
const WIDEST = 40;

/** Tasks with what is stored of them. */
export function tasksText(tasks: readonly TaskUsage[]): string {
  const evicted = tasks.some((task) => task.evicted > 0);
  const heads = [
    "task",
    "values",
    ...(evicted ? ["evicted"] : []),
    "size",
    "shared",
    "took",
    "saved",
  ];
  const rows = tasks.map((task) => [
    task.task,
    grouped(task.entries),
    ...(evicted ? [grouped(task.evicted)] : []),
    byteSize(task.bytes),
    byteSize(task.shared),
    duration(task.work),
    duration(task.saved),
  ]);
  return table(heads, rows, { right: heads.slice(1) });
}

/** All of it in a few lines. */
export function statsText(usage: CacheUsage): string {
  const { entries, tasks, evicted, contents, bytes, disk, work, saved, runs, files } = usage;
  const gone = evicted === 0 ? "" : `, and the hashes of ${grouped(evicted)} that were evicted`;
  return [
    `${plural(entries, "value")} of ${plural(tasks, "task")}${gone}`,
    `${plural(contents, "content")} of ${byteSize(bytes)}; ${byteSize(disk)} on disk`,
    `took ${duration(work)} to make; spared runs ${duration(saved)}`,
    `${plural(runs, "run")} and ${plural(files, "file")} remembered`,
  ].join("\n");
}

/** The largest values. */
export function topText(values: readonly LargeValue[], cut: boolean): string {
  const heads = ["hash", "task", "size", "took", "made"];
  const rows = values.map(({ hash, task, out, bytes, work, created }) => [
    hash.slice(0, HASH_DIGITS),
    out === "null" ? task : `${task} ${JSON.parse(out)}`,
    byteSize(bytes),
    duration(work),
    new Date(created / 1000).toISOString().slice(0, 16).replace("T", " "),
  ]);
  return table(heads, rows, { right: ["size", "took"], ...(cut && { widest: WIDEST }) });
}
