import { task, writeFuture } from "@merkl/merkl";

const double = task((x: number) => 2 * x);

export default function main() {
  const four = double(2).eval();
  return writeFuture(four, "four.json");
}
