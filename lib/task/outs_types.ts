/** Types of tasks with several values. Types only. */

import type { Future } from "../graph/future.ts";
import type { DirRef } from "./dir_ref.ts";
import type { FileRef } from "./file_ref.ts";

/** How the result of a body is divided into several values. */
export type Outs<Args extends readonly unknown[]> =
  | number
  | readonly string[]
  | "infer"
  | OutsOf<Args>;

/** Says from the (lifted) arguments of a call how many values it has, or their names. */
export type OutsOf<Args extends readonly unknown[]> = (...args: Args) => number | readonly string[];

/** What a body with these outs must return (for an async one, once awaited). */
export type Returned<O> = O extends undefined ? unknown
  : O extends "infer" ? object
  : O extends number ? number extends O ? readonly unknown[] : TupleOf<O>
  : O extends readonly string[] ? { readonly [Name in O[number]]: unknown } | DirRef
  : O extends (...args: never[]) => infer Size ? Size extends number ? readonly unknown[]
    : { readonly [Name in NameIn<Size>]: unknown } | DirRef
  : never;

/** Whether a body returns a folder, whose files are the values. */
type IsFolder<Value> = 0 extends 1 & Value ? false
  : [Value] extends [never] ? false
  : [Value] extends [DirRef] ? true
  : false;

type NameIn<Size> = Size extends readonly (infer Name extends string)[] ? Name : never;

type TupleOf<Length extends number, Items extends readonly unknown[] = readonly []> =
  Items["length"] extends Length ? Items : TupleOf<Length, readonly [...Items, unknown]>;

/**
 * `unknown` if a returned object has no more than the named outs, which is what a run checks; else
 * a type that nothing has, whose only property says what is wrong.
 */
export type NoMoreThan<O, Value> = IsFolder<Value> extends true ? unknown
  : O extends readonly string[] ? string extends keyof Value ? unknown
    : [Exclude<keyof Value, O[number]>] extends [never] ? unknown
    : {
      readonly "Error: the body returns a value that `outs` does not name": Exclude<
        keyof Value,
        O[number]
      >;
    }
  : unknown;

/** What calling a task gives: a Future, or several as its `outs` say. */
export type Futures<O, Value> = [O] extends [undefined] ? Future<Value>
  : O extends "infer" ? FutureOfEach<Value>
  : O extends number ? FutureOfEach<0 extends 1 & Value ? Returned<O> : Value>
  : O extends readonly string[] ? Named<O[number], Value>
  : O extends (...args: never[]) => infer Size ? Sized<Size, Value>
  : never;

type Sized<Size, Value> = Size extends number ? Future<ItemOf<Value>>[]
  : Named<NameIn<Size>, Value>;

type ItemOf<Value> = Value extends readonly (infer Item)[] ? Item : unknown;

type Named<Name extends string, Value> = {
  [N in Name]: Future<
    IsFolder<Value> extends true ? FileRef : N extends keyof Value ? Value[N] : unknown
  >;
};

type FutureOfEach<Value> = { -readonly [K in keyof Value]-?: Future<Value[K]> };
