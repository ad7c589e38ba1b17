/** Tasks with several values. Compiled, never run. */

import type { Future } from "../../lib/graph/future.ts";
import type { TaskFactory } from "../../lib/task/types.ts";
import { same } from "./same.ts";

declare const task: TaskFactory;
declare const num: Future<number>;

export function counted() {
  const pair = task({ outs: 2 }, (n: number) => [n, "a"]);
  same<ReturnType<typeof pair>, [Future<number>, Future<string>]>(true);
  const later = task({ outs: 2 }, async (n: number) => [await Promise.resolve(n), "a"]);
  same<ReturnType<typeof later>, [Future<number>, Future<string>]>(true);
  const typed = task({ outs: 2 }, (): [number, Date] => [1, new Date()]);
  same<ReturnType<typeof typed>, [Future<number>, Future<Date>]>(true);
  const one = task({ outs: 1 }, () => ["x"]);
  same<ReturnType<typeof one>, [Future<string>]>(true);
  const loose = task({ outs: 2 }, () => JSON.parse("[1, 2]"));
  const [, second] = loose();
  second.eval();
  const [n, text] = pair(num);
  pair(n);
  text.pipe(task((s: string) => s));
  // @ts-expect-error one value for two
  task({ outs: 2 }, () => [1]);
  // @ts-expect-error three values for two
  task({ outs: 2 }, () => [1, 2, 3]);
  // @ts-expect-error three values for two, later
  task({ outs: 2 }, async () => await Promise.resolve([1, 2, 3] as const));
  // @ts-expect-error nobody knows how many
  task({ outs: 2 }, () => [1].map(String));
  // @ts-expect-error no list
  task({ outs: 2 }, () => 1);
  // @ts-expect-error the first value is a number
  text.pipe(pair);
}

export function named() {
  const scores = task({ outs: ["a", "b"] }, (n: number) => ({ a: n, b: "x" }));
  same<ReturnType<typeof scores>, { a: Future<number>; b: Future<string> }>(true);
  const later = task(
    { outs: ["a", "b"], retries: 2 },
    async (n: number) => await Promise.resolve({ a: n, b: [n] }),
  );
  same<ReturnType<typeof later>, { a: Future<number>; b: Future<number[]> }>(true);
  const either = task(
    { outs: ["kind", "value"] },
    (n: number) => n > 0 ? { kind: "text", value: "x" } : { kind: "number", value: n },
  );
  same<ReturnType<typeof either>["value"], Future<string | number>>(true);
  const loose = task({ outs: ["a"] }, () => JSON.parse("{}"));
  loose().a.eval();
  const piped = num.pipe(scores);
  same<typeof piped.a, Future<number>>(true);
  // @ts-expect-error b is missing
  task({ outs: ["a", "b"] }, () => ({ a: 1 }));
  // @ts-expect-error c is not among the outs
  task({ outs: ["a", "b"] }, () => ({ a: 1, b: 2, c: 3 }));
  // @ts-expect-error no record
  task({ outs: ["a"] }, () => 1);
  // @ts-expect-error no such out
  scores(1).c;
}

export function computed() {
  const parts = task(
    { outs: (_items, n) => n as number },
    (items: string[], n: number) => Array.from({ length: n }, (_, i) => items[i]!),
  );
  same<ReturnType<typeof parts>, Future<string>[]>(true);
  const byName = task(
    { outs: (names) => names as string[] },
    (names: string[]) => Object.fromEntries(names.map((name) => [name, name.length])),
  );
  same<ReturnType<typeof byName>, { [x: string]: Future<number> }>(true);
  byName(["a"]).a!.eval();
  // @ts-expect-error a text is neither a count nor names
  task({ outs: () => "a" }, () => ["a"]);
  // @ts-expect-error a count needs a list
  task({ outs: () => 2 }, () => ({ a: 1 }));
  // @ts-expect-error the parameter may be a Future
  task({ outs: (n: number) => n }, (n: number) => [n]);
}

export function inferred() {
  const pair = task({ outs: "infer" }, (n: number) => [n, "a"]);
  same<ReturnType<typeof pair>, [Future<number>, Future<string>]>(true);
  const record = task({ outs: "infer" }, async (n: number) => ({ n: await n, text: "a" }));
  same<ReturnType<typeof record>, { n: Future<number>; text: Future<string> }>(true);
  // @ts-expect-error nothing to divide
  task({ outs: "infer" }, () => 3);
  // @ts-expect-error no such word
  task({ outs: "auto" }, () => [3]);
}

export async function evaluation() {
  const pair = task({ outs: 2 }, (n: number) => [n, "a"]);
  const values = await pair.eval(num);
  same<typeof values, [number, string]>(true);
  const record = task({ outs: ["a", "b"] }, () => ({ a: 1, b: [true] }));
  const { a, b } = await record.eval();
  same<typeof a, number>(true);
  same<typeof b, boolean[]>(true);
  const raw = record.fn();
  same<typeof raw, { a: number; b: boolean[] }>(true);
}
