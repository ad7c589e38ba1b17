import assert from "node:assert/strict";
import { asksForHelp, pipelineHelp } from "../../lib/project/pipeline_help.ts";
import { exportsOf } from "../source/export_rig.ts";

/** The help of an export of a module. */
async function help(text: string, name: string): Promise<string> {
  const exports = await exportsOf(text);
  return pipelineHelp(exports.find((info) => info.name === name)!, exports, {
    file: "pipeline.ts",
    command: "run",
    reserved: ["jobs", "no-cache"],
  });
}

const OWN = "\nmerkl's own options: merkl help run. After -- all options are the function's.\n";

Deno.test("help of a pipeline: usage, docs, types, defaults", async () => {
  const text = `
    import { type Path, task } from "@merkl/merkl";
    interface Options {
      /** How often all rows are gone through. */
      iterations?: number;
      mode: "fast" | "slow";
      /** Marks of the run. */
      tags?: string[];
      initialWeights?: number[][];
      dryRun?: boolean;
      workers?: number | "auto";
      /** A long description of something that has to be wrapped, as it is wider than a line. */
      aRatherLongOptionNameThatNobodyTypes?: string;
    }
    export const train = task((rows: string[]) => rows);
    /**
     * Train and evaluate on one file.
     *
     * Prints the score.
     * @param path The rows, as CSV
     */
    export function trainEval(
      path: Path = "train.csv",
      schema: Map<string, number>,
      files: Path[],
      { iterations = 100, ...rest }: Options,
    ) {}`;
  assert.equal(
    await help(text, "trainEval"),
    `Usage: merkl run pipeline.ts <path> <schema> <files...> --mode fast|slow [options]

Train and evaluate on one file.

Prints the score.

Arguments:
  path      path  The rows, as CSV (default "train.csv")
  schema    JSON  (Map<string, number>)
  files...  path

Options:
  --iterations       number       How often all rows are gone through. (default 100)
  --mode             fast|slow    (required)
  --tags             string       Marks of the run. (may be repeated)
  --initial-weights  JSON         (may be repeated; an array)
  --[no-]dry-run
  --workers          auto|number
  --a-rather-long-option-name-that-nobody-types  string
                                  A long description of something that has to be wrapped,
                                  as it is wider than a line.

JSON: a value such as '{"a": [1, "x"]}', in quotes for the shell.

pipeline.ts also exports train (task): merkl run pipeline.ts:train --help
${OWN}`,
  );
  assert.equal(
    await help(text, "train"),
    `Usage: merkl run pipeline.ts:train <rows...>

Arguments:
  rows...  string

pipeline.ts also exports trainEval: merkl run pipeline.ts:trainEval --help
${OWN}`,
  );
});

Deno.test("help of a function without parameters is its usage", async () => {
  assert.equal(
    await help(`export default () => 1;`, "default"),
    `Usage: merkl run pipeline.ts\n${OWN}`,
  );
});

Deno.test("defaults are told as they could be given, without what is said to the compiler only", async () => {
  const said = async (written: string) => {
    const text = await help(`type Path = string;\nexport const f = (a = ${written}) => a;`, "f");
    return /default (.*)\)$/m.exec(text)?.[1];
  };
  for (
    const [written, told] of [
      ['"x" as Path', '"x"'],
      ['"x" as unknown as Path', '"x"'],
      ['"x" satisfies string', '"x"'],
      ['["a as b", "c" as const] as const', '["a as b", "c" as const]'],
      ["[{ as: 1 }] as { as: number }[]", "[{ as: 1 }]"],
      ['"1 as 2"', '"1 as 2"'],
      ["'it'", '"it"'],
      ["`it`", '"it"'],
      ["'\"'", "'\"'"],
      ["1_000 as number", "1000"],
      ["-0xff", "-255"],
      ["1_000n", "1000n"],
      ["1e3", "1e3"],
      ['on ? "x" as Path : "y" as Path', 'on ? "x" as Path : "y" as Path'],
      ["() => 1 as number", "() => 1 as number"],
    ] as const
  ) assert.equal(await said(written), told, written);
});

Deno.test("help says where a default of the whole ends, and where nothing is known", async () => {
  const whole = await help(`export function f(n = 1, o?: { lr: number; k?: string }) {}`, "f");
  assert.equal(
    whole,
    `Usage: merkl run pipeline.ts [n] [options]

Arguments:
  n  number  (default 1)

Options:
  --lr  number  (required with any other option)
  --k   string
${OWN}`,
  );
  const unread = await help(`import { g } from "./g.ts"; export const f = g(() => 1);`, "f");
  assert.equal(
    unread,
    `Usage: merkl run pipeline.ts:f [args...]

Its parameters can't be read from the source: arguments are taken as JSON, in order.

Arguments:
  args...  JSON

JSON: a value such as '{"a": [1, "x"]}', in quotes for the shell.
${OWN}`,
  );
});

Deno.test("help is asked for before --", () => {
  assert.equal(asksForHelp(["a", "--help"]), true);
  assert.equal(asksForHelp(["-h"]), true);
  assert.equal(asksForHelp(["--helpful"]), false);
});

Deno.test("options that merkl takes for its own are marked", async () => {
  const text = await help(
    `export function f(_: { jobs?: number; cache?: boolean; rate?: number } = {}) {}`,
    "f",
  );
  assert.match(text, /^ {2}--jobs +number +\(write it after --\)$/m);
  assert.match(text, /^ {2}--\[no-\]cache +\(write it after --\)$/m);
  assert.match(text, /^ {2}--rate +number$/m);
});
