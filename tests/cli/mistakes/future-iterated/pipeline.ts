import { readFuture, task } from "@merkl/merkl";

const upper = task((line: string) => line.toUpperCase());

export default function main() {
  const lines = readFuture("a.txt", { as: "lines" });
  const result = [];
  for (const line of lines) result.push(upper(line));
  return result;
}
