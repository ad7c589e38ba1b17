import { readFuture, task } from "@merkl/merkl";

const count = task((csv: string) => csv.split("\n").length);

export function main() {
  const csv = readFuture("data/trian.csv");
  return count(csv);
}
