/**
 * Writes `docs/cli.md` from the definitions of the commands: `deno task docs:cli`. With `--check` it
 * writes nothing, and fails if the page is out of date.
 */

import { fileURLToPath } from "node:url";
import type { OptionSpecs } from "../lib/cli/args.ts";
import { type CommandEntry, TOPICS, usageOf } from "../lib/cli/command.ts";
import { COMMANDS } from "../lib/cli/commands.ts";
import { isGroup } from "../lib/cli/find_command.ts";
import { TOP_OPTIONS } from "../lib/cli/help.ts";
import { SETTING_NAMES, SETTINGS, variableOf } from "../lib/project/settings.ts";

const PAGE = fileURLToPath(new URL("../docs/cli.md", import.meta.url));

/** The whole page, formatted. */
export async function cliPage(): Promise<string> {
  const parts = [
    "# The command line",
    "This page is made from the program's own help by `deno task docs:cli`.",
    fenced("text", "merkl COMMAND [OPTIONS] [ARGS]"),
    "Data goes to standard output, all talk to standard error. With `--json` standard output is one " +
    "JSON document, also when something went wrong (see [JSON](#json)).",
    "## Options of every command",
    optionTable(TOP_OPTIONS),
    "An option may stand before or after its command. What a function of yours takes follows FILE; " +
    "after `--` all belongs to the function.",
  ];
  for (const [topic, title] of Object.entries(TOPICS)) {
    const entries = COMMANDS.filter((entry) => "topic" in entry && entry.topic === topic);
    if (entries.length === 0) continue;
    parts.push(`## ${title}`);
    for (const entry of entries) parts.push(...await entryParts(entry));
  }
  parts.push(...ENDING, "## Environment", environmentTable(), ENVIRONMENT_NOTE);
  return await formatted(parts.join("\n\n") + "\n");
}

async function entryParts({ summary, load }: CommandEntry): Promise<string[]> {
  const command = await load();
  if (isGroup(command)) {
    const entries = command.subcommands.filter(({ hidden }) => !hidden);
    return (await Promise.all(entries.map(entryParts))).flat();
  }
  const { name, about, options, examples } = command;
  const isOwn = Object.keys(options).length > 0;
  return [
    `### merkl ${name}`,
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    fenced("text", usageOf(command)),
    ...about.split("\n\n").map(prose),
    ...(isOwn ? [optionTable(options)] : []),
    fenced("sh", examples.map(([line, meaning]) => `# ${meaning}\n${line}`).join("\n\n")),
  ];
}

/** A paragraph of a help text, which is laid out for a terminal if its lines are indented. */
function prose(text: string): string {
  return /^ {2}/m.test(text) ? fenced("text", text) : escaped(text);
}

function escaped(text: string): string {
  return text.replaceAll(/[<>*_[\]]/g, "\\$&");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function optionTable(options: OptionSpecs): string {
  return table(
    ["option", "does"],
    Object.entries(options).map(([name, { short, value, help }]) => {
      const long = value === undefined ? `--${name}` : `--${name} ${value}`;
      return [`\`${short === undefined ? long : `-${short}, ${long}`}\``, cell(help)];
    }),
  );
}

function cell(text: string): string {
  return escaped(text).replaceAll("|", "\\|");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function environmentTable(): string {
  const rows = SETTING_NAMES.map((name) => [
    `\`${variableOf(name)}\``,
    `the setting \`${name}\`: ${cell(SETTINGS[name].expected)}`,
  ]);
  return table(["variable", "means"], [
    ...rows,
    ["`NO_COLOR`", "not empty: no colours"],
    ["`FORCE_COLOR`", "not empty, not 0: colours also where no terminal is; 0: none"],
    ["`CI`", "not empty: lines instead of a live view"],
  ]);
}

const ENVIRONMENT_NOTE =
  "Settings may also stand in `merkl.json`: see [config.md](config.md). What the command line says " +
  "comes before the environment, and that before the file.";

const FAILURE = `{
  "version": 1,
  "error": {
    "code": "task-failed",
    "message": "train(load(…)) failed: Error: the loss is not a number",
    "hint": "Mend it and run again: what is done is kept",
    "place": { "file": "/home/me/train.ts", "line": 12, "column": 20 },
    "related": [],
    "output": "epoch 1",
    "cause": null
  },
  "summary": {
    "tasks": 8, "cached": 2, "run": 3, "partial": 0, "failed": 1, "blocked": 2, "unstored": 0,
    "interrupted": false, "duration": 4100
  },
  "failures": [{ "task": "train", "hash": "5f0c…", "error": { "code": "task-failed" } }],
  "blocked": [{ "by": "train", "tasks": [{ "task": "evaluate", "calls": 2 }] }]
}`;

const ENDING = [
  "## JSON",
  "Each document has a `version`, which changes if a field changes its meaning or goes away; fields " +
  "may be added without. What went wrong looks the same for every command:",
  fenced("json", FAILURE),
  "An entry of `failures` has its whole error, and `cause` is one, too. `code` is null for an error " +
  "that isn't merkl's, such as one that a pipeline throws while it is wired; codes are in " +
  "[errors.md](errors.md). `summary` is null before a run begins. Times, such as `duration`, are in milliseconds, with at " +
  "most three decimals. " +
  "The same is said for people on standard error, and the exit codes stay. `run --watch` prints a " +
  "document for each round.",
  "## Exit codes",
  table(["code", "means"], [
    ["0", "all went well"],
    ["1", "a task failed, or the answer is no"],
    ["2", "the command line or a setting is wrong"],
    ["3", "the pipeline could not be loaded"],
    ["130", "ended by Ctrl-C (SIGINT)"],
    ["143", "ended by SIGTERM"],
  ]),
];

async function formatted(page: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(page));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("deno fmt refuses the page");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const page = await cliPage();
  if (!Deno.args.includes("--check")) Deno.writeTextFileSync(PAGE, page);
  else if (Deno.readTextFileSync(PAGE) !== page) {
    console.error("docs/cli.md is not what the commands say: deno task docs:cli writes it anew");
    Deno.exit(1);
  }
}
