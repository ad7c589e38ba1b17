import { task } from "@merkl/merkl";

const inner = task((x: number) => x + 1);
const outer = task(async (x: number) => {
  const y = await inner(x);
  return y * 2;
});

export default () => outer(1);
