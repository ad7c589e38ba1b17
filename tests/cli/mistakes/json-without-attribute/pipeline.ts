import { task } from "@merkl/merkl";
import settings from "./settings.json";

const train = task((lr: number) => lr);

export default () => train(settings.lr);
