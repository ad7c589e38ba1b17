import { task } from "@merkl/merkl";

const sum = task((rows: number[], factor: number) => rows.reduce((a, b) => a + b * factor, 0));

export default function main() {
  const rows = [1, 2];
  const before = sum(rows, 10);
  rows.push(3);
  return [before, sum(rows, 10)];
}
