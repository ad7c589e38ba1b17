/** How tasks are made: by name, through helpers, in functions. */

import { task } from "./merkl.ts";
import * as numbers from "./shared/numbers.ts";
import { padded } from "./shared/texts.ts";
import data from "./shared/data.json" with { type: "json" };

const named = async (x: number): Promise<number> => await Promise.resolve(x + 1);
function declared(list: number[]) {
  return numbers.sum(list);
}
const tools = {
  scale: 2,
  double(x: number) {
    return x * tools.scale;
  },
};

function defineTask<F extends (...args: never[]) => unknown>(name: string, fn: F) {
  return task({ name }, fn);
}

function factory() {
  const offset = 3;
  const shift = (x: number) => x + offset;
  return task((x: number) => shift(x) * offset);
}

export const byName = task(named);
export const byDeclaration = task(declared);
export const byMember = task(tools.double);
export const byNamespace = task(numbers.median);
export const throughHelper = defineTask("x", (text: string) => padded(text, 10));
export const inFunction = factory();
export const withData = task(() => data.names.length);
export const withAsset = task(() =>
  Deno.readTextFile(new URL("./shared/data.json", import.meta.url))
);
export const withImport = task(async () => (await import("./shared/texts.ts")).default("a b"));
export const usesTask = task(() => byName.fn(1));
const isEven = (n: number): boolean => n === 0 || isOdd(n - 1);
const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);
export const mutual = task((n: number) => isEven(n));
export const mutualToo = task((n: number) => isOdd(n));
export default task((x: number) => x);
