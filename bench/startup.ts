/**
 * Milliseconds until the command line is done, and those that the processor works for it, in each of
 * its forms, beside a Deno program that does nothing: `deno run -A bench/startup.ts [rounds]`. The binary is measured where `$DENORT_BIN` names
 * what it is made of, another command where `$MERKL_BIN` names one.
 */

import { fileURLToPath } from "node:url";
import { bundleOne } from "../scripts/bundle.ts";
import { bundleSplit } from "../scripts/bundle_split.ts";
import { inNewFolder, merklCommand, printTable, timed, type Took, took } from "./measure.ts";

type Command = readonly [string, ...string[]];

const rounds = Number(Deno.args[0] ?? 30);
const ROOT = fileURLToPath(new URL("..", import.meta.url));

const PIPELINE = `import { task } from "@merkl/merkl";
const parse = task((text: string) => text.split(",").map(Number));
const sum = task((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
const label = task((total: number) => \`total: \${total}\`);
export default () => label(sum(parse("1,2,3")));
`;

/** What there is to measure; bundles are made in `folder`. */
function forms(folder: string): Record<string, Command> {
  if (Deno.env.has("MERKL_BIN")) return { "$MERKL_BIN": merklCommand() };
  const made: Record<string, Command> = { "sources": merklCommand() };
  Deno.chdir(ROOT);
  if (!bundleSplit(`${folder}/split`)) throw new Error("The bundle of several files failed");
  made["bundle of several files"] = [Deno.execPath(), "run", "-A", `${folder}/split/cli.js`];
  const one = `${folder}/one/merkl.js`;
  if (!bundleOne(one)) throw new Error("The bundle of one file failed");
  made["bundle of one file"] = [Deno.execPath(), "run", "-A", "--no-config", one];
  if (Deno.env.has("DENORT_BIN")) {
    deno("run", "-A", "scripts/compile.ts");
    made["binary"] = [`${ROOT}dist/merkl`];
  }
  return made;
}

function deno(...args: string[]): void {
  const options = { args, stdout: "null", stderr: "inherit" } as const;
  const { success } = new Deno.Command(Deno.execPath(), options).outputSync();
  if (!success) throw new Error(`deno ${args.join(" ")} failed`);
}

inNewFolder((folder) => {
  const project = `${folder}/project`;
  Deno.mkdirSync(project);
  Deno.writeTextFileSync(`${project}/merkl.json`, "{}");
  Deno.writeTextFileSync(`${project}/empty.ts`, "");
  Deno.writeTextFileSync(`${project}/pipeline.ts`, PIPELINE);
  const commands: Record<string, Command> = {
    "empty Deno program": [Deno.execPath(), "run", "-A", "empty.ts"],
  };
  for (const [form, merkl] of Object.entries(forms(folder))) {
    commands[`\`merkl --version\`, ${form}`] = [...merkl, "--version"];
    commands[`\`merkl run\`, ${form}`] = [...merkl, "run", "-q", "pipeline.ts"];
  }
  // twice, since Deno keeps compiled code from the first time for the next
  for (const command of Object.values(commands)) timed(command, project);
  for (const command of Object.values(commands)) timed(command, project);
  // in turn, so that whatever disturbs disturbs all
  const times = Object.keys(commands).map(() => [] as Took[]);
  for (let round = 0; round < rounds; round++) {
    Object.values(commands).forEach((command, i) => {
      // the shell that tells of the processor's time counts whole milliseconds
      const clock = timed(command, project);
      times[i]!.push({ clock, worked: took(command, project).worked });
    });
  }
  const sorted = (of: readonly Took[], by: keyof Took) =>
    of.map((one) => one[by]).sort((a, b) => a - b);
  const cells = (of: readonly Took[], by: keyof Took) => {
    const all = sorted(of, by);
    const ratio = all[0]! / sorted(times[0]!, by)[0]!;
    return [all[0]!.toFixed(1), all[rounds >> 1]!.toFixed(1), ratio.toFixed(2)];
  };
  printTable(
    [
      ...["process", "least, ms", "median, ms", "÷ empty program"],
      ...["of the processor, ms", "median, ms", "÷ empty program"],
    ],
    Object.keys(commands).map((name, i) => [
      name,
      ...cells(times[i]!, "clock"),
      ...cells(times[i]!, "worked"),
    ]),
  );
});
