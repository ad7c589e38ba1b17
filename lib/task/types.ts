/** The types of `task()` and of what it makes. Types only. */

import type { Evaluated, LiftArgs } from "./lift_types.ts";
import type { Futures, NoMoreThan, Outs, OutsOf, Returned } from "./outs_types.ts";
import type { TaskOptions } from "./option_types.ts";
import type { TaskSchema } from "./schema_types.ts";

export type { Evaluated, Lift, LiftArgs } from "./lift_types.ts";
export type { Futures, Outs } from "./outs_types.ts";
export type { StandardSchema, TaskSchema } from "./schema_types.ts";
export type { KeyOptions, RunOptions, TaskOptions } from "./option_types.ts";

/**
 * A wrapped function. Calling it runs nothing and gives Futures: one of what the function returns
 * (awaited), or several if the task has `outs`.
 *
 * @typeParam Args The function's parameters.
 * @typeParam Return What the function returns; a promise if it is async.
 * @typeParam O The `outs` option; `undefined` for a task with a single value.
 */
export interface Task<Args extends readonly unknown[], Return, O = undefined> {
  /** Makes the Futures of a call. Arguments may be Futures, or hold some, wherever a value may. */
  (...args: LiftArgs<Args>): Futures<O, Awaited<Return>>;
  /** Calls the task and evaluates what that gives, through the cache. */
  eval(...args: LiftArgs<Args>): Promise<Evaluated<Futures<O, Awaited<Return>>>>;
  /** The function itself: calling it is calling it, without cache or Futures. */
  readonly fn: (...args: Args) => Return;
  /** The `name` option, else the function's own name. */
  readonly name: string;
}

/** A function that needs no `this`, and so can be wrapped. */
type Body<Args extends readonly unknown[], Return> = (this: void, ...args: Args) => Return;

/**
 * Never returned. That a tuple is among the expected types makes TypeScript read `return [a, b]` as
 * a tuple instead of an array.
 */
declare const hint: unique symbol;
type TupleHint = readonly [typeof hint] | Promise<readonly [typeof hint]>;

type ParametersOf<F> = F extends (...args: infer Args) => unknown ? Args : never;
type ReturnOf<F> = F extends (...args: never[]) => infer Return ? Return : never;
type Wrappable<F> = F extends Body<never[], unknown> ? unknown : Body<never[], unknown>;

/**
 * The forms of `task()`.
 *
 * A generic function becomes a task of its constraints: TypeScript can't carry type parameters
 * through a wrapper that has properties. With options, a parameter that has a default and no type
 * (`n = 1`) must be given its type.
 */
export interface TaskFactory {
  /** Wraps a function. */
  // deno-lint-ignore ban-types -- an expected signature would make the type of `n = 1` unknown
  <F extends Function>(fn: F & Wrappable<F>): Task<ParametersOf<F>, ReturnOf<F>>;

  /** Wraps a function, with options. */
  <
    Args extends readonly unknown[],
    Return extends Returned<O> | Promise<Returned<O>>,
    const O extends Outs<LiftArgs<Args>> | undefined = undefined,
  >(
    options: TaskOptions<Awaited<NoInfer<Return>>> & {
      /**
       * Divides the result into several values, each with its own Future: `2` (a tuple),
       * `["a", "b"]` (a record), a function of the task's own parameters that gives either, or
       * `"infer"` to read it from the return statement.
       */
      readonly outs?: O | OutsOf<LiftArgs<Args>>;
      /**
       * Checks arguments and results at run time, with any library that follows Standard Schema.
       * It only checks: a value that a schema would change is an error. Not part of the hash.
       */
      readonly schema?: TaskSchema<NoInfer<Args>, Awaited<NoInfer<Return>>> | undefined;
    },
    fn: Body<Args, Return | TupleHint> & NoMoreThan<O, Awaited<Return>>,
  ): Task<Args, Return, O>;
}
