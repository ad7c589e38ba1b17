/**
 * Milliseconds until the command line is done, beside a Deno program that does nothing:
 * `deno run -A bench/startup.ts [rounds]`.
 */

import { inNewFolder, merklCommand, printTable, timed } from "./measure.ts";

const rounds = Number(Deno.args[0] ?? 30);

const PIPELINE = `import { task } from "@merkl/merkl";
const parse = task((text: string) => text.split(",").map(Number));
const sum = task((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
const label = task((total: number) => \`total: \${total}\`);
export default () => label(sum(parse("1,2,3")));
`;

inNewFolder((folder) => {
  Deno.writeTextFileSync(`${folder}/merkl.json`, "{}");
  Deno.writeTextFileSync(`${folder}/empty.ts`, "");
  Deno.writeTextFileSync(`${folder}/pipeline.ts`, PIPELINE);
  const merkl = merklCommand();
  const commands: Record<string, readonly [string, ...string[]]> = {
    "empty Deno program": [Deno.execPath(), "run", "-A", "empty.ts"],
    "`merkl --version`": [...merkl, "--version"],
    "`merkl run`, three tasks, nothing to do": [...merkl, "run", "-q", "pipeline.ts"],
  };
  for (const command of Object.values(commands)) timed(command, folder);
  // in turn, so that whatever disturbs disturbs all
  const times = Object.keys(commands).map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    Object.values(commands).forEach((command, i) => times[i]!.push(timed(command, folder)));
  }
  const sorted = times.map((list) => list.toSorted((a, b) => a - b));
  const empty = sorted[0]![0]!;
  printTable(
    ["process", "least, ms", "median, ms", "÷ empty program"],
    Object.keys(commands).map((name, i) => [
      name,
      sorted[i]![0]!.toFixed(1),
      sorted[i]![rounds >> 1]!.toFixed(1),
      (sorted[i]![0]! / empty).toFixed(2),
    ]),
  );
});
