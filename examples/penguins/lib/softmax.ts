/** Softmax regression: a linear model that gives each label a probability. */

/** What was learnt: for each label a weight for each feature, and a bias at the end. */
export interface Model {
  readonly labels: readonly string[];
  readonly weights: readonly (readonly number[])[];
}

/** Something to learn from. */
export interface Example {
  readonly features: readonly number[];
  readonly label: string;
}

/** How to learn. */
export interface Training {
  /** How many steps, each over all examples. */
  readonly iterations: number;
  /** How far a step goes against the gradient. */
  readonly learningRate: number;
}

/** Learns from examples by gradient descent on the cross-entropy. */
export function trainSoftmax(examples: readonly Example[], training: Training): Model {
  const labels = [...new Set(examples.map((example) => example.label))].sort();
  const inputs = examples.map((example) => [...example.features, 1]);
  const targets = examples.map((example) => labels.indexOf(example.label));
  let weights = labels.map(() => inputs[0]!.map(() => 0));
  for (let i = 0; i < training.iterations; i++) {
    const slope = gradient(weights, inputs, targets);
    weights = weights.map((row, label) =>
      row.map((weight, j) => weight - training.learningRate * slope[label]![j]!)
    );
  }
  return { labels, weights };
}

/** The most probable label. */
export function predict(model: Model, features: readonly number[]): string {
  const chances = probabilities(model.weights, [...features, 1]);
  return model.labels[chances.indexOf(Math.max(...chances))]!;
}

function gradient(weights: number[][], inputs: number[][], targets: number[]): number[][] {
  const slope = weights.map((row) => row.map(() => 0));
  inputs.forEach((input, i) => {
    probabilities(weights, input).forEach((chance, label) => {
      const error = (chance - (label === targets[i] ? 1 : 0)) / inputs.length;
      input.forEach((value, j) => slope[label]![j]! += error * value);
    });
  });
  return slope;
}

function probabilities(weights: Model["weights"], input: readonly number[]): number[] {
  const scores = weights.map((row) => row.reduce((sum, weight, j) => sum + weight * input[j]!, 0));
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
