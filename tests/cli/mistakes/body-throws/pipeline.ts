import { readFuture, task } from "@merkl/merkl";
import { parseRow } from "./rows.ts";

const parse = task((csv: string, separator: string) => {
  console.log("parsing", csv.length, "characters");
  return csv.trim().split("\n").map((line) => parseRow(line, separator));
});
const total = task((rows: number[][]) => rows.flat().reduce((a, b) => a + b, 0));

export default () => total(parse(readFuture("data.csv"), ";"));
