/** What may be given for an argument, and what not. Compiled, never run. */

import type { Future } from "../../lib/graph/future.ts";
import type { Lift } from "../../lib/task/types.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Rope = number | [string, ...Rope[]];
type Cons = null | [number, Cons];
interface Tree {
  readonly value: number;
  readonly children: readonly Tree[];
  readonly parent?: Tree;
}
class Model {
  #weights = [1, 2];
  predict(): number {
    return this.#weights[0]!;
  }
}

declare const json: Future<Json>;
declare const num: Future<number>;
declare const text: Future<string>;
declare const either: Future<string | number>;
declare const date: Future<Date>;
declare const model: Future<Model>;

declare function give<T>(value: Lift<T>): void;

export function plainValues() {
  give<number>(1);
  give<number>(num);
  give<boolean>(true);
  give<undefined>(undefined);
  give<bigint>(1n);
  // @ts-expect-error a text for a number
  give<number>("1");
  // @ts-expect-error a Future of text for a number
  give<number>(text);
  // @ts-expect-error a promise of it was not awaited
  give<number>(Promise.resolve(1));
}

export function unions() {
  give<string | number>(either);
  give<string | number>(num);
  give<string | number>("x");
  give<"a" | "b">("a");
  give<{ kind: "a"; a: number } | { kind: "b"; b: string }>({ kind: "b", b: text });
  // @ts-expect-error not a member
  give<"a" | "b">("c");
  // @ts-expect-error the Future may hold a text
  give<number>(either);
  // @ts-expect-error the property of the other member
  give<{ kind: "a"; a: number } | { kind: "b"; b: string }>({ kind: "b", a: num });
}

export function recursive(given: Json, tree: Tree) {
  give<Json>(given);
  give<Json>(json);
  give<Json>({ a: [json, num, { b: text }], c: [[either]] });
  give<Rope>(["a", 1, ["b", num]]);
  give<Cons>([1, [num, null]]);
  give<Tree>(tree);
  give<Tree>({ value: num, children: [tree, { value: 1, children: [] }] });
  // @ts-expect-error no JSON
  give<Json>({ a: [new Date()] });
  // @ts-expect-error no JSON in a Future
  give<Json>([date]);
  // @ts-expect-error deep inside
  give<Tree>({ value: 1, children: [{ value: "x", children: [] }] });
  // @ts-expect-error no end
  give<Cons>([1, [2]]);
}

export function lists(numbers: Future<number[]>, frozen: readonly number[]) {
  give<number[]>([1, num]);
  give<number[]>(numbers);
  give<number[]>(frozen);
  give<readonly number[]>([num]);
  give<number[][]>([[1, num], numbers]);
  // @ts-expect-error a text among numbers
  give<number[]>([1, text]);
}

export function tuples(pair: Future<[string, number]>) {
  give<[string, number]>(pair);
  give<[string, number]>(["a", num]);
  give<[string, number]>([text, 1]);
  give<[string, number?]>([text]);
  give<[string, ...number[]]>([text, 1, num]);
  give<[a: number, b: number, c: number, d: number, e: string]>([1, num, 1, 1, text]);
  // @ts-expect-error too short
  give<[string, number]>(["a"]);
  // @ts-expect-error too long
  give<[string, number]>(["a", 1, 2]);
  // @ts-expect-error in the wrong order
  give<[string, number]>([num, "a"]);
  // @ts-expect-error a text where numbers follow
  give<[string, ...number[]]>(["a", text]);
}

export function objects(options: Future<{ lr: number }>) {
  give<{ lr: number; name?: string }>({ lr: num });
  give<{ lr: number; name?: string }>({ lr: 1, name: text });
  give<{ lr: number }>(options);
  give<Record<string, number>>({ a: num, b: 1 });
  give<{ deep: { deeper: number[] } }>({ deep: { deeper: [num] } });
  // @ts-expect-error misspelt
  give<{ lr: number }>({ rl: 1 });
  // @ts-expect-error one too many
  give<{ lr: number }>({ lr: 1, batch: 2 });
  // @ts-expect-error a text
  give<{ lr: number }>({ lr: text });
}

export function wholeValues(bytes: Future<Uint8Array>) {
  give<Date>(new Date());
  give<Date>(date);
  give<Uint8Array>(bytes);
  give<Uint8Array>(new Uint8Array(1));
  give<Map<string, number>>(new Map([["a", 1]]));
  give<Set<number>>(new Set([1]));
  give<(x: number) => number>((x) => x);
  give<typeof Model>(Model);
  give<Model>(new Model());
  give<Model>(model);
  // @ts-expect-error what looks like a Map is none
  give<Map<string, number>>({ size: 0 });
  // @ts-expect-error functions are not looked into
  give<(x: number) => number>((x: string) => x.length);
  // @ts-expect-error a Date is no Future of a Date
  give<Date>(num);
}

export function anything(known: Future<unknown>) {
  give<unknown>(1);
  give<unknown>(known);
  // deno-lint-ignore no-explicit-any -- what this case is about
  give<any>({ a: known });
  // @ts-expect-error what is in the Future is not known
  give<number>(known);
}

export const covariant: Future<string | number> = num;
// @ts-expect-error not the other way round
export const contravariant: Future<number> = either;
