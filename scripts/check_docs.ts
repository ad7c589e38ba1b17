/**
 * Holds the pages together: `deno task check:docs`. Each link within the repository leads to a file
 * that is there, and to a heading that it has; each `merkl …` that a page names is a command with
 * options that it takes.
 */

import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { OptionSpec, OptionSpecs } from "../lib/cli/args.ts";
import { type CommandEntry, COMMON_OPTIONS } from "../lib/cli/command.ts";
import { COMMANDS } from "../lib/cli/commands.ts";

/** Command -> its options; none for a group such as `cache`. */
type Known = ReadonlyMap<string, OptionSpecs | undefined>;

/** Folders without pages of ours. */
const SKIPPED = new Set(["node_modules", "dist", "coverage"]);
const FENCE = /^ *(```+|~~~+)/;

/** All that is wrong under `root`, one line each. */
export async function checkDocs(root: string): Promise<string[]> {
  const known = await knownCommands();
  return pagesUnder(root).flatMap((page) => {
    const name = relative(root, page);
    const text = Deno.readTextFileSync(page);
    return [...wrongLinks(page, text), ...wrongCommands(text, known)]
      .map((problem) => `${name}: ${problem}`);
  });
}

function pagesUnder(folder: string): string[] {
  return [...Deno.readDirSync(folder)]
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .flatMap(({ name, isDirectory }) => {
      if (name.startsWith(".") || SKIPPED.has(name)) return [];
      if (isDirectory) return pagesUnder(join(folder, name));
      return name.endsWith(".md") ? [join(folder, name)] : [];
    });
}

function wrongLinks(page: string, text: string): string[] {
  const problems: string[] = [];
  for (const [, target] of withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue;
    const [path, anchor] = target!.split("#") as [string, string?];
    const file = path === "" ? page : join(dirname(page), path);
    if (!exists(file)) problems.push(`the link ${target} leads nowhere`);
    else if (anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).has(anchor)) {
      problems.push(`the link ${target} names no heading`);
    }
  }
  return problems;
}

/** The names of headings as GitHub makes them. */
function anchorsOf(file: string): Set<string> {
  const headings = withoutCode(Deno.readTextFileSync(file), { inline: false })
    .matchAll(/^#{1,6} +(.+?) *#*$/gm);
  const seen = new Map<string, number>();
  return new Set([...headings].map(([, heading]) => {
    const name = heading!.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  }));
}

/** A page without its blocks of code, and without code between backticks. */
function withoutCode(text: string, { inline = true } = {}): string {
  let fence: string | undefined;
  const lines = text.split("\n").filter((line) => {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return false;
    }
    fence = mark;
    return mark === undefined;
  });
  const prose = lines.join("\n");
  return inline ? prose.replace(/`[^`\n]*`/g, "") : prose;
}

function wrongCommands(text: string, known: Known): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|console)\n([^]*?)^ *```$/gm)].map(([, code]) =>
    code
  );
  const inBlocks = [...blocks.join("").matchAll(/^ *(?:\$ )?(merkl [^\n]*)$/gm)]
    .map((match) => match[1]!);
  const inProse = [...text.matchAll(/`(merkl [^`\n]+)`/g)].map((match) => match[1]!);
  // hashing.md writes what is hashed with signs for line ends
  const lines = new Set([...inBlocks, ...inProse].filter((line) => !line.includes("⏎")));
  return [...lines].flatMap((line) => wrongCommand(line, known));
}

function wrongCommand(line: string, known: Known): string[] {
  const words = line.replace(/\s+[#|>].*$/, "").split(/\s+/).slice(1);
  const name = words.find((word) => !word.startsWith("-"));
  // what stands for a word, as in merkl COMMAND or merkl …
  if (name === undefined || !/^[a-z-]+$/.test(name) || name === "help") return [];
  const at = words.indexOf(name);
  if (!known.has(name)) return [`\`${line}\`: there is no command ${name}`];
  const command = known.get(name) === undefined ? `${name} ${words[at + 1] ?? ""}` : name;
  const options = known.get(command);
  if (options === undefined) {
    return words.length === at + 1 ? [] : [`\`${line}\`: there is no command ${command}`];
  }
  // what follows the file may be its function's own
  const behind = words.slice(at + command.split(" ").length);
  const own = behind.slice(0, behind.findIndex((word) => !word.startsWith("-")) >>> 0);
  return own.filter((word) => !isOption(word, options))
    .map((word) => `\`${line}\`: merkl ${command} has no option ${word}`);
}

function isOption(word: string, options: OptionSpecs): boolean {
  const specs = Object.entries<OptionSpec>({ ...COMMON_OPTIONS, ...options });
  if (!word.startsWith("--")) return specs.some(([, { short }]) => short === word[1]);
  const long = word.slice(2).split("=")[0];
  return specs.some(([name]) => name === long);
}

async function knownCommands(): Promise<Known> {
  const known = new Map<string, OptionSpecs | undefined>();
  const entries: CommandEntry[] = [...COMMANDS];
  for (const { name, load } of entries) {
    const command = await load();
    if ("subcommands" in command) entries.push(...command.subcommands);
    known.set(name, "subcommands" in command ? undefined : command.options);
  }
  return known;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const problems = await checkDocs(fileURLToPath(new URL("..", import.meta.url)));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exit(1);
}
