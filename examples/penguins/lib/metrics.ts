/** How good predictions are. */

/** What a model said of something, and what is true. */
export interface Prediction {
  readonly actual: string;
  readonly predicted: string;
}

/** The share of the predictions that are right, from 0 to 1. */
export function share(predictions: readonly Prediction[]): number {
  const right = predictions.filter(({ actual, predicted }) => actual === predicted);
  return right.length / predictions.length;
}

/** How often each label was taken for each. */
export interface Confusion {
  readonly labels: readonly string[];
  /** A row for each actual label, in it a count for each predicted one. */
  readonly counts: readonly (readonly number[])[];
}

/** Counts what was taken for what. */
export function confusionMatrix(
  predictions: readonly Prediction[],
  labels: readonly string[],
): Confusion {
  const counts = labels.map((actual) =>
    labels.map((predicted) =>
      predictions.filter((one) => one.actual === actual && one.predicted === predicted).length
    )
  );
  return { labels, counts };
}
