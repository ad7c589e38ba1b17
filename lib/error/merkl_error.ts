/** The one class of everything that merkl tells a user has gone wrong. */

import type { Place } from "./place.ts";
import { callPlace } from "./user_frames.ts";

const BRAND = Symbol.for("merkl.error");

/** How much of the stack is kept of an error whose place must be found there. */
const FRAMES = 40;

/** What an error says besides its message. */
export interface ErrorParts {
  /** Stable kebab-case code; `docs/errors.md` has its meaning, cause and cure. */
  readonly code: string;
  /** Sentence case, no final period: what failed, what was given, what was expected. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** Where in the user's code. @default where that called what throws this, if it did */
  readonly place?: Place | undefined;
  /** Further places that explain it. */
  readonly related?: readonly Place[] | undefined;
  /** The last lines that the failed body printed. */
  readonly output?: string | undefined;
  /** What caused it. */
  readonly cause?: unknown;
  /** Class name shown by `String(error)`; default `MerklError`. */
  readonly name?: string | undefined;
}

/**
 * An error that merkl raises for something a user can mend. Constructed only in the catalogues
 * (`*_errors.ts`), one for each domain.
 */
export class MerklError extends Error {
  /** In kebab case; `docs/errors.md` explains each. It never changes its meaning. */
  readonly code: string;
  /** What to do. */
  readonly hint: string | undefined;
  /** Other places that have to do with it, each with a word on why. */
  readonly related: readonly Place[];
  /** The end of what the body printed before it failed. */
  readonly output: string | undefined;
  /** Null until it is looked for in the stack, which costs a thousand times the error itself. */
  #place: Place | undefined | null;

  /** @ignore Constructed in the catalogues only. */
  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = parts.name ?? "MerklError";
    this.code = parts.code;
    this.hint = parts.hint;
    this.#place = parts.place ?? null;
    this.related = parts.related ?? [];
    this.output = parts.output;
    Object.defineProperty(this, BRAND, { value: true });
    if (parts.place === undefined) keepWholeStack(this);
  }

  /** Where in the user's code. */
  get place(): Place | undefined {
    if (this.#place === null) this.#place = callPlace(this.stack ?? "");
    return this.#place;
  }
}

/** The user's call may be farther away than the ten frames that are usual. */
function keepWholeStack(error: MerklError): void {
  const limit = Error.stackTraceLimit;
  // a hardened environment may have frozen it
  if (!Reflect.set(Error, "stackTraceLimit", FRAMES)) return;
  Error.captureStackTrace(error, MerklError);
  Reflect.set(Error, "stackTraceLimit", limit);
}

/** What is to be said otherwise of an error. */
export type ErrorChanges = { readonly [K in keyof ErrorParts]?: ErrorParts[K] | undefined };

/** A copy of an error that says some things otherwise; its stack is the first one's. */
export function retold(error: MerklError, changes: ErrorChanges): MerklError {
  const { code, message, hint, place, related, output, cause, name } = error;
  const copy = new MerklError({
    ...{ code, message, hint, place, related, output, cause, name },
    ...changes,
  } as ErrorParts);
  if (error.stack !== undefined) copy.stack = error.stack;
  return copy;
}

/** Whether `error` is a MerklError of this or another copy of the library. */
export function isMerklError(error: unknown): error is MerklError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/** Throws if an assumption of merkl's own code does not hold: a bug, never the user's fault. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Internal error: ${what}. Please report this as a bug of merkl`);
}
