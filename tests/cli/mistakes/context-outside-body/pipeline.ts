import { context, task } from "@merkl/merkl";

const { tempDir } = context();
const train = task((lr: number) => tempDir.length + lr);

export default () => train(1);
