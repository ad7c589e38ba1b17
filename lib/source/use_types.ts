/** What is remembered of how code uses what it refers to, as JSON. Types only. */

import type { Span } from "./summary.ts";

/** Something by which code may change, or run, what it refers to. */
export interface Use {
  /** Index in `refs`. */
  readonly ref: number;
  /** It is given another value; its content is changed; it's called; it's handed to a call. */
  readonly how: "assign" | "change" | "call" | "hand";
  /** Of a call: the method that is called on it. */
  readonly method?: string;
  /** Of a call: nothing takes its result. */
  readonly alone?: boolean;
  /** Of a change: a member of the very thing is given a value. */
  readonly direct?: boolean;
  /** Of what is handed over: to which reference, or to a built-in; absent: that is not known. */
  readonly to?: number | "builtin";
  /** Of what is handed over: the argument's position; absent: that is not known. */
  readonly arg?: number;
  /** Of what is handed over: not itself, but each of what it holds. */
  readonly each?: true;
  /** Of what is handed over: to which member of the reference. */
  readonly member?: string;
  /**
   * In a function that may be called later, or that is handed to a reference, as which argument;
   * absent: at once.
   */
  readonly when?: "body" | readonly [ref: number, arg?: number];
  /** Done to what a call of this reference gave, which may hold it. */
  readonly via?: number;
  /** Done to what is no other name for it, but may hold it: `[...list]`. */
  readonly held?: true;
}

/** A change of what all programs share: `globalThis.x = …`. */
export interface GlobalChange {
  readonly what: string;
  /** It's handed to this reference, as which argument, which may change it. */
  readonly to?: readonly [ref: number, arg?: number];
  readonly when?: Use["when"];
  readonly at: Span;
}

/** What code does with what it refers to; an absent list is empty. Numbers are indices in `refs`. */
export interface CodeUses {
  readonly uses?: readonly Use[];
  /** What its value (of a function: what it returns) may hold, and through which call's result, or -1. */
  readonly holds?: readonly (readonly [ref: number, via: number])[];
  /** References that may hold others after it. */
  readonly links?: readonly (readonly [holder: number, held: number])[];
  /** Of a function: positions of parameters that it may change, keep or call. */
  readonly dirty?: readonly number[];
  /** Of those, the ones of which it gives a member another value. */
  readonly writes?: readonly number[];
  /** Of a function: those that it hands to what isn't known. */
  readonly lends?: readonly number[];
  /** Of an object or class: the same of its functions, by name. */
  readonly memberWrites?: Readonly<Record<string, readonly number[]>>;
  /** Of a function: parameters that it hands on to the argument of a reference. */
  readonly passes?: readonly (readonly [param: number, ref: number, arg: number])[];
  readonly globals?: readonly GlobalChange[];
}
