/** Pipelines keep the type of their function. Compiled, never run. */

import type { Future } from "../../lib/graph/future.ts";
import { pipeline } from "../../lib/task/pipeline.ts";
import type { TaskFactory } from "../../lib/task/types.ts";
import { same } from "./same.ts";

declare const task: TaskFactory;
declare const num: Future<number>;

export async function kept() {
  const inc = task((n: number) => n + 1);
  const one = pipeline((n: number, { twice = false } = {}) => twice ? inc(inc(n)) : inc(n));
  same<ReturnType<typeof one>, Future<number>>(true);
  one(1);
  one(1, { twice: true });
  // @ts-expect-error no text
  one("1");
  // @ts-expect-error the function takes a number
  one(num);
  const lifted = pipeline((n: number | Future<number>) => [inc(n)]);
  same<ReturnType<typeof lifted>, Future<number>[]>(true);
  lifted(num);
  const later = pipeline(async (n = 3) => ({ a: await Promise.resolve(inc(n)) }));
  same<Awaited<ReturnType<typeof later>>, { a: Future<number> }>(true);
  const { a } = await later();
  same<typeof a, Future<number>>(true);
  const generic = pipeline(<T>(value: T) => [value]);
  same<ReturnType<typeof generic<string>>, string[]>(true);
  same<ReturnType<typeof one.fn>, Future<number>>(true);
  // @ts-expect-error no function
  pipeline(3);
  // @ts-expect-error a class can't be called
  pipeline(class {});
}
