/** Helpers on numbers. */

/** A row of a table. */
export interface Row {
  readonly [column: string]: string | number | null;
}

/** The sum. */
export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A generator of numbers that look random, always the same. */
export function* lcg(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  while (true) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 0x1_0000_0000;
  }
}
