/** Why a body runs, or may run. Types only. */

/** The named reasons, so that every rerun can say why. */
export type RunReason =
  /** No call with this hash is known. */
  | { readonly kind: "new" }
  /** In this a call differs from the nearest one that is stored; at least one change. */
  | { readonly kind: "changed"; readonly changes: readonly Change[] }
  | { readonly kind: "forced" }
  /** The task, or the run, keeps nothing. */
  | { readonly kind: "uncached" }
  /** A file that the body said it reads is no longer the same. */
  | { readonly kind: "reads-changed"; readonly what: string }
  /** A parent was run again and has another value than the stored call saw. */
  | { readonly kind: "parent-changed"; readonly parent: string; readonly why: ParentChange }
  /** The value was removed to make room. */
  | { readonly kind: "evicted" }
  /** The stored bytes are gone or damaged. */
  | { readonly kind: "damaged" };

/**
 * Why a parent has another value under the same hash: files that were read above have changed, it is
 * not deterministic, or that was in another run and can't be told.
 */
export type ParentChange = "reads" | "not-deterministic" | "unknown";

/** Why it can't be told yet whether a body runs: the values of these tasks aren't known. */
export interface DependsReason {
  readonly kind: "depends-on";
  readonly parents: readonly string[];
}

/** Why a call with a new hash stands: an earlier one was made from the same values. */
export interface KeptReason {
  readonly kind: "kept";
}

/** One thing that differs between a call and an earlier one. */
export type Change =
  /** The body, named by the task, or something that it uses: `helper (lib/x.ts)`. */
  | { readonly kind: "code"; readonly name: string }
  /** Versions are absent where only what the package itself depends on has changed. */
  | {
    readonly kind: "package";
    readonly name: string;
    readonly from?: string;
    readonly to?: string;
  }
  /** Values, as JSON, where they are kept. */
  | {
    readonly kind: "argument";
    readonly name: string;
    readonly from?: string;
    readonly to?: string;
  }
  /** A file that an argument is read from. */
  | { readonly kind: "input"; readonly name: string }
  /** A task whose value is in an argument. */
  | { readonly kind: "result"; readonly name: string }
  | { readonly kind: "env"; readonly name: string }
  /** An option of the task. */
  | { readonly kind: "option"; readonly name: string };
