/** Whether two types are the very same, not just assignable to each other. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2)
  ? true
  : false;

/** Fails to compile unless `Same` is `true`. */
export function same<A, B>(_yes: Same<A, B>): void {}
