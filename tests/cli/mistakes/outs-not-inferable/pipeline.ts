import { task } from "@merkl/merkl";

const split = task({ outs: "infer" }, (rows: number[]) => {
  const parts = [rows.slice(0, 1), rows.slice(1)];
  return parts;
});

export default () => split([1, 2, 3]);
