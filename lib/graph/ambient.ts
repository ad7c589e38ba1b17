/**
 * The ambient project: that of the surrounding `run()`, in AsyncLocalStorage, else a default that
 * is opened when first needed.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import type { Place } from "../error/place.ts";
import { invariant } from "../error/merkl_error.ts";
import type { Construction } from "./construction.ts";
import type { Runtime } from "./runtime.ts";

/** What surrounds running code: the project and, inside a body, that body. */
export interface Scope {
  readonly runtime: Runtime;
  /** The surrounding run; known to `project/` alone. */
  readonly run: object | undefined;
  /** What `context()` gives; known to `run/` alone. */
  readonly body: object | undefined;
  /** The `pipeline()` whose graph is being built. */
  readonly construction?: Construction;
  /** The innermost call of a `pipeline()`; known only where {@linkcode Runtime.onCall} is. */
  readonly pipeline?: PipelineScope | undefined;
}

/** A call of a `pipeline()`. */
export interface PipelineScope {
  readonly name: string;
  readonly place: Place | undefined;
  /** In which it was called. */
  readonly outer: PipelineScope | undefined;
}

const storage = new AsyncLocalStorage<Scope>();
let openDefault: (() => Runtime) | undefined;
let defaultScope: Scope | undefined;

/** Says how the default project is opened. The composition root calls it once. */
export function setDefaultRuntime(open: () => Runtime): void {
  openDefault = open;
}

/** The surrounding scope. */
export function ambient(): Scope {
  const scope = storage.getStore();
  if (scope !== undefined) return scope;
  if (defaultScope === undefined) {
    invariant(openDefault, "no project is open and no default is known");
    defaultScope = { runtime: openDefault(), run: undefined, body: undefined };
  }
  return defaultScope;
}

/** The surrounding scope, if there is one; opens nothing. */
export function surroundings(): Scope | undefined {
  return storage.getStore();
}

/** Calls `fn` with another surrounding scope. */
export function withScope<T>(scope: Scope, fn: () => T): T {
  return storage.run(scope, fn);
}
