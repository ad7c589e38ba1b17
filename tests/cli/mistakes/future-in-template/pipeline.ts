import { readFuture, task } from "@merkl/merkl";

const count = task((text: string) => text.length);

export default function main() {
  const chars = count(readFuture("a.txt"));
  return { report: `The file has ${chars} characters` };
}
