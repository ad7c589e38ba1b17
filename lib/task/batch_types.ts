/** The types of `batch()` and of what it makes. Types only. */

import type { Evaluated, Lift, LiftArgs } from "./lift_types.ts";
import type { TaskOptions } from "./option_types.ts";
import type { Futures, Outs, OutsOf, Returned } from "./outs_types.ts";
import type { Task } from "./types.ts";

/**
 * A task over a list of items. Calling it runs nothing and gives Futures for each item: one of its
 * value, or several if its task has `outs`.
 *
 * @typeParam Item What an item is: the one argument of the task, or an array of its arguments.
 * @typeParam Shared The options that all items share, as a list of at most one parameter.
 * @typeParam Value What is returned for an item.
 * @typeParam O The `outs` option; `undefined` for a single value.
 */
export interface Batch<Item, Shared extends readonly unknown[], Value, O = undefined> {
  /** Makes the Futures of each item, in order. Items and options may be Futures, or hold some. */
  (items: readonly LiftItem<Item>[], ...shared: LiftArgs<Shared>): Futures<O, Value>[];
  /** Calls the batch and evaluates what that gives, through the cache. */
  eval(
    items: readonly LiftItem<Item>[],
    ...shared: LiftArgs<Shared>
  ): Promise<Evaluated<Futures<O, Value>>[]>;
  /** The function itself: calling it is calling it, without cache or Futures. */
  readonly fn: (items: Item[], ...shared: Shared) => Value[] | Promise<Value[]>;
  /** The `name` option, else the function's own name. */
  readonly name: string;
}

/** A list of arguments is itself no Future: its length must be known. */
type LiftItem<Item> = Item extends ArgumentList<infer Args> ? LiftArgs<Args> : Lift<Item>;

/** Marks the arguments of an item apart from an item that is a tuple. */
declare const list: unique symbol;
type ArgumentList<Args extends readonly unknown[]> = Args & { readonly [list]?: true };

/** Stands for options where there are none. */
declare const nothing: unique symbol;
/** The function of a batch has no second parameter with a type. */
export interface NoOptions {
  readonly [nothing]: never;
}

/** All but the last of the parameters. */
type Initial<Args extends readonly unknown[]> = Args extends readonly [infer First, ...infer Rest]
  ? Rest extends readonly [] ? [] : [First, ...Initial<Rest>]
  : Args extends readonly [] ? []
  : Args extends readonly [(infer First)?, ...infer Rest] ? number extends Rest["length"] ? []
    : Rest extends readonly [] ? []
    : [First?, ...Initial<Rest>]
  : Args;

/** The last parameter alone, optional as it is. */
type Last<Args extends readonly unknown[]> = Args extends readonly [infer First, ...infer Rest]
  ? Rest extends readonly [] ? [First] : Last<Rest>
  : Args extends readonly [] ? []
  : Args extends readonly [(infer First)?, ...infer Rest]
    ? number extends Rest["length"] ? [] : Rest extends readonly [] ? [First?] : Last<Rest>
  : [];

type OwnArgs<Args extends readonly unknown[], Options> = [Options] extends [NoOptions] ? Args
  : Initial<Args>;
type SharedArgs<Args extends readonly unknown[], Options> = [Options] extends [NoOptions] ? []
  : Last<Args>;

/** What an item of a task with these parameters is to the batch's function. */
type ItemOf<Own extends readonly unknown[]> = Required<Own> extends readonly [unknown]
  ? number extends Own["length"] ? Own : Own[0]
  : Own;

/** The same to those who call the batch. */
type CallItem<Own extends readonly unknown[]> = Required<Own> extends readonly [unknown]
  ? number extends Own["length"] ? ArgumentList<Own> : Own[0]
  : ArgumentList<Own>;

/** What the batch's function must return for a task of several values is what the task's does. */
type Values<Value> = readonly Value[] | Promise<readonly Value[]>;

/** A task has a name, and so would be taken for options. */
interface NoTask {
  readonly fn?: never;
}

/** The forms of `batch()`. */
export interface BatchFactory {
  /** Shares its entries with a task of the same module. */
  <Args extends readonly unknown[], Return, O, Options = NoOptions>(
    single: Task<Args, Return, O>,
    fn: (
      this: void,
      items: ItemOf<OwnArgs<Args, Options>>[],
      options: Options,
    ) => Values<Awaited<NoInfer<Return>>>,
  ): Batch<CallItem<OwnArgs<Args, Options>>, SharedArgs<Args, Options>, Awaited<Return>, O>;

  /** Has entries of its own. */
  <Item, Return, Shared extends readonly [unknown?] = []>(
    fn: (
      this: void,
      items: Item[],
      ...shared: Shared
    ) => readonly Return[] | Promise<readonly Return[]>,
  ): Batch<Item, Shared, Return>;

  /** Has entries of its own, and options as `task()` takes them; `outs` divides the value of an item. */
  <
    Item,
    Return extends Returned<O>,
    Shared extends readonly [unknown?] = [],
    const O extends Exclude<Outs<never>, "infer"> | undefined = undefined,
  >(
    options: TaskOptions<NoInfer<Return>> & NoTask & {
      readonly outs?: O | OutsOf<[Lift<Item>, ...LiftArgs<Shared>]>;
    },
    fn: (
      this: void,
      items: Item[],
      ...shared: Shared
    ) => readonly Return[] | Promise<readonly Return[]>,
  ): Batch<Item, Shared, Return, O>;
}
