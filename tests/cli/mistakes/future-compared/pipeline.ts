import { task } from "@merkl/merkl";

const score = task((x: number) => x / 10);
const better = task((x: number) => x + 1);

export default function main() {
  const first = score(3);
  return first > 0.5 ? first : better(3);
}
