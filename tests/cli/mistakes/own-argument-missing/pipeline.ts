import { task } from "@merkl/merkl";

const train = task((rows: number[], iterations: number, lr: number) => rows.length * iterations * lr);

/** Trains a model. */
export function main(size: number, { iterations = 100, lr = 0.1 } = {}) {
  return train(Array(size).fill(1), iterations, lr);
}
