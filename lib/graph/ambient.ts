/**
 * The ambient project: that of the surrounding `run()`, in AsyncLocalStorage, else that of the
 * process's only run, else a default that is opened when first needed.
 *
 * `node:async_hooks` is loaded when a second scope is needed: a run in which no body runs has one only.
 */

import type { AsyncLocalStorage } from "node:async_hooks";
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

let storage: AsyncLocalStorage<Scope> | undefined;
let loading: Promise<void> | undefined;
/** That of a process with a single run, for all code that is in no other. */
let processScope: Scope | undefined;
let openDefault: (() => Runtime) | undefined;
let defaultScope: Scope | undefined;

/** Says how the default project is opened. The composition root calls it once. */
export function setDefaultRuntime(open: () => Runtime): void {
  openDefault = open;
}

/** Loads what {@linkcode withScope} needs, which takes longer if that has to do so itself. */
export function loadScopes(): Promise<void> {
  return loading ??= import("node:async_hooks").then((module) => keepScopes(module));
}

/** The surrounding scope. */
export function ambient(): Scope {
  const scope = surroundings();
  if (scope !== undefined) return scope;
  if (defaultScope === undefined) {
    invariant(openDefault, "no project is open and no default is known");
    defaultScope = { runtime: openDefault(), run: undefined, body: undefined };
  }
  return defaultScope;
}

/** The surrounding scope, if there is one; opens nothing. */
export function surroundings(): Scope | undefined {
  return storage?.getStore() ?? processScope;
}

/** Calls `fn` with another surrounding scope. */
export function withScope<T>(scope: Scope, fn: () => T): T {
  if (storage === undefined) keepScopes(process.getBuiltinModule("node:async_hooks"));
  return storage!.run(scope, fn);
}

/** As {@linkcode withScope}, which is loaded before if need be. */
export async function enterScope<T>(scope: Scope, fn: () => Promise<T>): Promise<T> {
  if (storage === undefined) await loadScopes();
  return await withScope(scope, fn);
}

/** As {@linkcode enterScope}, in a process that does nothing else until `fn` is done. */
export async function withProcessScope<T>(scope: Scope, fn: () => Promise<T>): Promise<T> {
  if (loading !== undefined) await loading;
  processScope = scope;
  try {
    return await fn();
  } finally {
    processScope = undefined;
  }
}

function keepScopes(module: typeof import("node:async_hooks")): void {
  storage ??= new module.AsyncLocalStorage();
}
