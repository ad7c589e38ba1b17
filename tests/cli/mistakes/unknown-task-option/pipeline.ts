import { task } from "@merkl/merkl";

const train = task({ out: ["model", "loss"] }, (rows: number[]) => ({
  model: rows,
  loss: 0,
}));

export default () => train([1]);
