import { task } from "@merkl/merkl";

const double = task((x: number) => 2 * x);

function wire(options?: { start: number }) {
  return double(options!.start);
}

export default function main() {
  return wire();
}
