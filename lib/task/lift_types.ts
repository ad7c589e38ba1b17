/** Types of arguments that may hold Futures, and of results that no longer do. Types only. */

import type { Future } from "../graph/future.ts";
import type { HASH_METHOD } from "../hash/canonical.ts";
import type { DirRef } from "./dir_ref.ts";
import type { FileRef } from "./file_ref.ts";

/** Values that are taken whole: never looked into for Futures. */
export type Whole =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | ((...args: never[]) => unknown)
  | (abstract new (...args: never[]) => unknown)
  | Date
  | RegExp
  | Error
  | URL
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>
  | ArrayBufferLike
  | ArrayBufferView
  | Blob
  | PromiseLike<unknown>
  | Future<unknown>
  | FileRef
  | DirRef
  | { readonly [HASH_METHOD]: unknown };

/**
 * What may be given for an argument of type `T`: a value, a Future of one, or arrays and plain
 * objects that have Futures anywhere inside.
 */
export type Lift<T> = 0 extends 1 & T ? T : unknown extends T ? T : Future<T> | Inside<T>;

/** Distributes over unions, so that each member is lifted by its own shape. */
type Inside<T> = T extends Whole ? T
  : T extends readonly unknown[] ? number extends T["length"] ? Items<T> : Tuple<T>
  : T extends object ? { readonly [K in keyof T]: Lift<T[K]> }
  : T;

/**
 * Tuples. Most are spelt out because TypeScript puts off looking into an array or a tuple that is
 * written down, but not into a mapped one: recursive ones would never end.
 */
type Tuple<T extends readonly unknown[]> = T extends readonly [] ? readonly []
  : T extends readonly [infer A] ? readonly [Lift<A>]
  : T extends readonly [infer A, infer B] ? readonly [Lift<A>, Lift<B>]
  : T extends readonly [infer A, infer B, infer C] ? readonly [Lift<A>, Lift<B>, Lift<C>]
  : { readonly [K in keyof T]: Lift<T[K]> };

/** Arrays, and tuples of any length such as `[string, ...number[]]`. */
type Items<T extends readonly unknown[]> = T[number][] extends T ? List<T[number]>
  : T extends readonly [infer A, ...infer Rest]
    ? Rest[number][] extends Rest ? Headed<A, Rest[number]>
    : { readonly [K in keyof T]: Lift<T[K]> }
  : { readonly [K in keyof T]: Lift<T[K]> };

type List<T> = readonly Lift<T>[];
type Headed<A, T> = readonly [Lift<A>, ...Lift<T>[]];

/** The parameters of a task: those of its function, each lifted. */
export type LiftArgs<Args extends readonly unknown[]> = { [K in keyof Args]: Lift<Args[K]> };

/** The type of a value once every Future in it is replaced by what it stands for. */
export type Evaluated<T> = 0 extends 1 & T ? T
  : unknown extends T ? T
  : T extends Future<infer Value> ? Value
  : T extends PromiseLike<infer Value> ? Evaluated<Value>
  : T extends Whole ? T
  : T extends readonly unknown[] ? EvaluatedItems<T>
  : T extends object ? { [K in keyof T]: Evaluated<T[K]> }
  : T;

type EvaluatedItems<T extends readonly unknown[]> = number extends T["length"]
  ? T extends unknown[] ? Evaluated<T[number]>[] : readonly Evaluated<T[number]>[]
  : { [K in keyof T]: Evaluated<T[K]> };
