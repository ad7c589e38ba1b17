/** Closes an exhaustive `switch`: a case that was forgotten is a compile error. */
export function unreachable(value: never): never {
  throw new Error(`Internal error: unexpected case ${String(value)}`);
}
