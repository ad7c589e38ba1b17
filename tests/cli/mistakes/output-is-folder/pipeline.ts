import { task } from "@merkl/merkl";

const train = task((lr: number) => ({ lr }));

export default () => train(0.1).to("out");
