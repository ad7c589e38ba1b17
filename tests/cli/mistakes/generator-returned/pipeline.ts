import { task } from "@merkl/merkl";

const train = task((lr: number) => ({ lr }));

function* each(rates: readonly number[]) {
  for (const lr of rates) yield train(lr);
}

export const sweep = () => each([0.1, 0.2]);
