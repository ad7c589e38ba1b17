/** The one class of everything that merkl tells a user has gone wrong. */

import type { Place } from "./place.ts";

const BRAND = Symbol.for("merkl.error");

/** What an error says besides its message. */
export interface ErrorParts {
  /** Stable kebab-case code; `docs/errors.md` has its meaning, cause and cure. */
  readonly code: string;
  /** Sentence case, no final period: what failed, what was given, what was expected. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** Where in the user's code. */
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
  readonly code: string;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  readonly related: readonly Place[];
  readonly output: string | undefined;

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = parts.name ?? "MerklError";
    this.code = parts.code;
    this.hint = parts.hint;
    this.place = parts.place;
    this.related = parts.related ?? [];
    this.output = parts.output;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `error` is a MerklError of this or another copy of the library. */
export function isMerklError(error: unknown): error is MerklError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/** Throws if an assumption of merkl's own code does not hold: a bug, never the user's fault. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Internal error: ${what}. Please report this as a bug of merkl`);
}
