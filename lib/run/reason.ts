/** Why a body runs. Types only. */

/** The named reasons, so that every rerun can say why. */
export type RunReason =
  /** No call with this hash is known. */
  | { readonly kind: "new" }
  | { readonly kind: "forced" }
  /** The task, or the run, keeps nothing. */
  | { readonly kind: "uncached" }
  /** A file that the body said it reads is no longer the same. */
  | { readonly kind: "reads-changed"; readonly what: string }
  /** A parent has another value than the stored call saw. */
  | { readonly kind: "parent-changed"; readonly parent: string }
  /** The value was removed to make room. */
  | { readonly kind: "evicted" }
  /** The stored bytes are gone or damaged. */
  | { readonly kind: "damaged" };
