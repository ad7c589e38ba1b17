import { task } from "@merkl/merkl";

const stats = task((names: string[]) => ({
  count: names.length,
  lengths: names.map(async (name) => await Promise.resolve(name.length)),
}));

export default () => stats(["a", "bc"]);
