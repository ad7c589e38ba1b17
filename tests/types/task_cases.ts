/** Tasks with one value: how they can be made and called. Compiled, never run. */

import type { Future } from "../../lib/graph/future.ts";
import type { Evaluated, Lift, Task, TaskFactory } from "../../lib/task/types.ts";
import { same } from "./same.ts";

declare const task: TaskFactory;
declare const num: Future<number>;
declare const text: Future<string>;

const next = task((n: number) => n + 1);
const later = task(async (n: number, by = 1) => await Promise.resolve(String(n + by)));
const sum = task((first: number, ...rest: number[]) => rest.reduce((a, b) => a + b, first));
const nothing = task(() => {});
const train = task((rows: { x: number }[], { lr = 0.1 }: { lr?: number } = {}) => rows.length * lr);

export function calls() {
  same<ReturnType<typeof next>, Future<number>>(true);
  same<ReturnType<typeof later>, Future<string>>(true);
  same<ReturnType<typeof nothing>, Future<void>>(true);
  next(next(1));
  later(num);
  later(1, num);
  sum(1, num, 2, next(3));
  nothing();
  train([{ x: num }]);
  train([], { lr: num });
  // @ts-expect-error a text
  next("1");
  // @ts-expect-error a Future of text
  next(text);
  // @ts-expect-error too few
  next();
  // @ts-expect-error too many
  next(1, 2);
  // @ts-expect-error too many
  nothing(1);
  // @ts-expect-error a rest parameter of numbers
  sum(1, text);
  // @ts-expect-error misspelt option
  train([], { rl: 1 });
  // @ts-expect-error a Future is not its value
  next(1) + 1;
}

export async function evaluation() {
  const value = await later.eval(next(1));
  same<typeof value, string>(true);
  const raw = later.fn(1, 2);
  same<typeof raw, Promise<string>>(true);
  const future = await next(1).eval();
  same<typeof future, number>(true);
  // @ts-expect-error the raw function takes no Futures
  later.fn(num);
}

export function pipes() {
  const piped = num.pipe(next).pipe(later);
  same<typeof piped, Future<string>>(true);
  num.pipe(sum);
  // @ts-expect-error takes a number
  text.pipe(next);
  // @ts-expect-error needs a second argument
  num.pipe(task((a: number, b: number) => a + b));
}

export function options() {
  const plain = task({ version: 2, retries: 1, ignoreArgs: ["dir"] }, (dir: string) => dir.length);
  same<typeof plain, Task<[dir: string], number>>(true);
  task({ metadata: (result, { duration }) => ({ length: result.length, duration }) }, () => "x");
  task({ metadata: (result) => result.length }, async () => await Promise.resolve("x"));
  task({ argSerializers: { model: (model: { id: string }) => model.id } }, (model) => model);
  const defaults = task(
    { retries: 1 },
    (x: number, { lr = 0.1 } = {}, by: number = 2) => x * lr * by,
  );
  defaults(1, { lr: num }, num);
  // @ts-expect-error no such option
  task({ retry: 2 }, () => 1);
  // @ts-expect-error a number
  task({ retries: "2" }, () => 1);
  // @ts-expect-error one of three
  task({ hashMode: "file" }, () => 1);
  // @ts-expect-error the function is missing
  task({ retries: 2 });
  // @ts-expect-error no function
  task(1);
  // @ts-expect-error a class can't be called
  task(class {});
}

export function receivers() {
  // @ts-expect-error a task is called without `this`
  task(function (this: Date) {
    return this.getTime();
  });
}

/** Type parameters become their constraints. */
export function generics() {
  const head = task(<T extends string | number>(items: T[]) => items[0]!);
  same<ReturnType<typeof head>, Future<string | number>>(true);
  head([1, text]);
  const wrap = <T>(fn: (value: T) => T): Task<[value: T], T> => task(fn);
  same<ReturnType<typeof wrap<number>>, Task<[value: number], number>>(true);
}

/** A pipeline's own parameters can be lifted, too. */
export function wrapper(n: Lift<number>): Future<number> {
  return next(n);
}

export function results() {
  same<
    Evaluated<{ a: Future<number>; b: [Future<string>, 1]; c: Future<boolean>[]; d: Date }>,
    { a: number; b: [string, 1]; c: boolean[]; d: Date }
  >(true);
  same<Evaluated<Promise<{ score: Future<number> }>>, { score: number }>(true);
  same<Evaluated<Future<number[]>>, number[]>(true);
  same<Evaluated<void>, void>(true);
  type Nested = Future<number> | Nested[];
  const nested: Evaluated<Nested> = [1, [2]];
  // @ts-expect-error a text
  const wrong: Evaluated<Nested> = [1, ["2"]];
  return [nested, wrong];
}
