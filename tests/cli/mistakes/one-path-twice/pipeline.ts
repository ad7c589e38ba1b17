import { task } from "@merkl/merkl";

const train = task((lr: number) => ({ lr }));

export default function sweep() {
  return [0.1, 0.2].map((lr) => train(lr).to("out/model.json"));
}
