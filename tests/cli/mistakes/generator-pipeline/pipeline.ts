import { task } from "@merkl/merkl";

const train = task((lr: number) => ({ lr }));

export default async function* sweep() {
  for (const lr of [0.1, 0.2]) yield train(lr);
}
