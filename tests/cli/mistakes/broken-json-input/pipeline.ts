import { readFuture, task } from "@merkl/merkl";

const rate = task((settings: { lr: number }) => settings.lr);

export default () => rate(readFuture("settings.json", { as: "json" }));
