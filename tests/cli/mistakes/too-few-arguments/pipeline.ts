import { task } from "@merkl/merkl";

const train = task((rows: number[], { lr, epochs }: { lr: number; epochs: number }, seed = 1) =>
  rows.length * lr * epochs * seed
);

export default () => train([1, 2, 3]);
