/** Penguins as numbers that a model can learn from. */

import { MEASURES, type Penguin } from "./penguin.ts";

/** The measurements of a penguin, in a fixed order. */
export function features(penguin: Penguin): number[] {
  return MEASURES.map((measure) => penguin[measure]);
}

/** Where the values of each feature lie. */
export interface Scale {
  readonly means: readonly number[];
  /** Standard deviations. */
  readonly spreads: readonly number[];
}

/** The scale of many rows of features. */
export function fitScale(rows: readonly (readonly number[])[]): Scale {
  const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]!));
  const means = columns.map(mean);
  const spreads = columns.map((values, i) =>
    Math.sqrt(mean(values.map((value) => (value - means[i]!) ** 2)))
  );
  return { means, spreads };
}

/** A row of features as distances from the mean, in standard deviations. */
export function scaled(row: readonly number[], scale: Scale): number[] {
  return row.map((value, i) => (value - scale.means[i]!) / scale.spreads[i]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
