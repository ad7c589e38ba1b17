import { task } from "@merkl/merkl";

const double = task((x: number) => {
  return 2 * x;
};

export default () => double(2);
