/** Tasks over lists. Compiled, never run. */

import type { Future } from "../../lib/graph/future.ts";
import type { BatchFactory } from "../../lib/task/batch_types.ts";
import type { TaskFactory } from "../../lib/task/types.ts";
import { same } from "./same.ts";

declare const task: TaskFactory;
declare const batch: BatchFactory;
declare const text: Future<string>;

const length = task((text: string) => text.length);
const render = task(async (text: string, font: string) => await Promise.resolve(text + font));
const sized = task((text: string, { size = 12 }: { size?: number } = {}) => text.length * size);
const both = task({ outs: ["a", "b"] }, (n: number) => ({ a: n, b: String(n) }));

export function bare() {
  const lengths = batch(length, (texts) => texts.map((text) => text.length));
  same<ReturnType<typeof lengths>, Future<number>[]>(true);
  lengths(["a", text]);
  lengths(["a"] as const);
  const later = batch(length, async (texts) => await Promise.resolve(texts.map(() => 1)));
  later([text]);
  // @ts-expect-error a number is no text
  lengths([1]);
  // @ts-expect-error the number of items must be known
  lengths(text.pipe(task((text: string) => [text])));
  // @ts-expect-error there are no options
  lengths(["a"], {});
  // @ts-expect-error an item's value is a number
  batch(length, (texts) => texts);
  // @ts-expect-error a list is due
  batch(length, (texts) => texts.length);
}

export function several() {
  const images = batch(render, (items) => items.map(([text, font]) => text + font));
  same<ReturnType<typeof images>, Future<string>[]>(true);
  images([["a", "b"], [text, text]]);
  // @ts-expect-error an argument is missing
  images([["a"]]);
  // @ts-expect-error an argument too many
  images([["a", "b", "c"]]);
  // @ts-expect-error how many arguments there are must be known
  images([text]);
}

export function options() {
  const lengths = batch(
    sized,
    (texts, { size = 12 }: { size?: number } = {}) => texts.map((text) => text.length * size),
  );
  same<ReturnType<typeof lengths>, Future<number>[]>(true);
  lengths(["a"]);
  lengths(["a", text], { size: 3 });
  // @ts-expect-error no such option
  lengths(["a"], { siez: 3 });
  const pairs = batch(
    sized,
    (items) => items.map(([text, options]) => text.length + (options?.size ?? 1)),
  );
  pairs([["a"], ["b", { size: 3 }]]);
}

export async function outs() {
  const all = batch(both, (ns) => ns.map((n) => ({ a: n, b: String(n) })));
  same<ReturnType<typeof all>, { a: Future<number>; b: Future<string> }[]>(true);
  const values = await all.eval([1, 2]);
  same<typeof values, { a: number; b: string }[]>(true);
  // @ts-expect-error b is missing
  batch(both, (ns) => ns.map((n) => ({ a: n })));
}

export function alone() {
  const lengths = batch((texts: string[]) => texts.map((text) => text.length));
  same<ReturnType<typeof lengths>, Future<number>[]>(true);
  lengths(["a", text]);
  // @ts-expect-error a number is no text
  lengths([1]);
  const scaled = batch(async (ns: number[], { by = 2 }: { by?: number } = {}) =>
    await Promise.resolve(ns.map((n) => n * by))
  );
  scaled([1], { by: 3 });
  scaled([1]);
  const divided = batch(
    { outs: ["half", "double"], retries: 1 },
    (ns: number[]) => ns.map((n) => ({ half: n / 2, double: 2 * n })),
  );
  same<ReturnType<typeof divided>, { half: Future<number>; double: Future<number> }[]>(true);
  const raw = lengths.fn(["a"]);
  same<typeof raw, number[] | Promise<number[]>>(true);
}
