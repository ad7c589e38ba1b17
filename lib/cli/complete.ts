/**
 * What may come next on a command line. The shells' own scripts (`shell_scripts.ts`) ask for it with
 * each press of Tab, so all that is slow is looked up only where it is wanted.
 */

import { preferred } from "../project/pick_export.ts";
import {
  argumentType,
  itemType,
  kebab,
  optionsOf,
  positionalsOf,
  takesAll,
} from "../project/pipeline_usage.ts";
import { choicesOf } from "../project/type_words.ts";
import type { ExportInfo, ParamInfo, TypeInfo } from "../source/export_info.ts";
import type { OptionSpec, OptionSpecs } from "./args.ts";
import { type Command, type CommandEntry, COMMON_OPTIONS, type Completes } from "./command.ts";
import { isGroup } from "./find_command.ts";
import { TOP_OPTIONS } from "./help.ts";
import { parseTarget, type Target } from "./target.ts";
import { tokensOf } from "./tokens.ts";

/** A word that may stand there, and what it is. */
export interface Candidate {
  readonly text: string;
  readonly help?: string | undefined;
}

/** What may come next; `paths`: the shell adds what there is on disk. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths: "none" | "files" | "folders";
}

/** How the rest of the world is looked at. */
export interface CompletionSources {
  readonly commands: readonly CommandEntry[];
  /** What a file exports, by its path as it stands on the command line. */
  exports(file: string): readonly ExportInfo[];
  /** Names of its tasks, exported or not. */
  tasks(file: string): readonly string[];
}

const NOTHING: Completion = { candidates: [], paths: "none" };
const FILES: Completion = { candidates: [], paths: "files" };
const FOLDERS: Completion = { candidates: [], paths: "folders" };

/**
 * What may stand in the place of the last of `words`, which are all words behind `merkl` up to the
 * cursor; candidates that don't begin as that word does are left out.
 */
export async function complete(
  words: readonly string[],
  sources: CompletionSources,
): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const found = await at(words.slice(0, -1), { current, sources });
  return {
    ...found,
    candidates: found.candidates.filter(({ text }) => text.startsWith(current)),
  };
}

interface Place {
  readonly current: string;
  readonly sources: CompletionSources;
}

async function at(before: readonly string[], place: Place): Promise<Completion> {
  let entries = place.sources.commands;
  let rest = before;
  for (;;) {
    const split = firstWord(rest, COMMON_OPTIONS);
    if (split === undefined) return commandNames(entries, rest, place);
    const prefix = entries === place.sources.commands ? "" : `${entries[0]!.name.split(" ")[0]} `;
    const entry = entries.find(({ name }) => name === prefix + split.word);
    if (entry === undefined) return NOTHING;
    const command = await entry.load();
    if (!isGroup(command)) return ofCommand(command, split.rest, place);
    entries = command.subcommands;
    rest = split.rest;
  }
}

/** Splits words at the first that is no option; what stands before stays with the rest. */
function firstWord(
  words: readonly string[],
  options: OptionSpecs,
): { readonly word: string; readonly rest: readonly string[]; readonly index: number } | undefined {
  const token = tokensOf(words, options).find(({ kind }) => kind === "positional");
  if (token === undefined) return undefined;
  const { index } = token;
  return { word: words[index]!, rest: words.filter((_, i) => i !== index), index };
}

function commandNames(
  entries: readonly CommandEntry[],
  before: readonly string[],
  { current, sources }: Place,
): Completion {
  const isTop = entries === sources.commands;
  const options = isTop ? TOP_OPTIONS : COMMON_OPTIONS;
  const value = pendingValue(before, options, current);
  if (value !== undefined) return value;
  if (current.startsWith("-")) return { candidates: optionNames(options), paths: "none" };
  const candidates = entries.filter(({ hidden }) => !hidden)
    .map(({ name, summary }) => ({ text: isTop ? name : name.split(" ")[1]!, help: summary }));
  return { candidates, paths: "none" };
}

async function ofCommand(
  command: Command,
  before: readonly string[],
  place: Place,
): Promise<Completion> {
  const options = { ...command.options, ...COMMON_OPTIONS };
  const file = command.passThrough ? firstWord(before, options) : undefined;
  if (file !== undefined) return ofFunction(before, { ...place, options, file });
  const value = pendingValue(before, options, place.current);
  if (value !== undefined) return value;
  if (place.current.startsWith("-") && !before.includes("--")) {
    return { candidates: optionNames(options), paths: "none" };
  }
  return await argumentsOf(command.completes, before, place);
}

async function argumentsOf(
  completes: Completes | undefined,
  before: readonly string[],
  { current, sources }: Place,
): Promise<Completion> {
  switch (completes) {
    case undefined:
      return NOTHING;
    case "path":
      return FILES;
    case "folder":
      return FOLDERS;
    case "command":
      return await at(before, { current, sources });
    case "pipeline":
    case "task":
      return targets(completes, { current, sources });
    default:
      return { candidates: completes.map((text) => ({ text })), paths: "none" };
  }
}

/** `FILE`, or with its exports or tasks. */
function targets(what: "pipeline" | "task", { current, sources }: Place): Completion {
  const colon = current.lastIndexOf(":");
  const isNamed = colon > 0 && !/[./\\]/.test(current.slice(colon + 1));
  const file = isNamed ? current.slice(0, colon) : current;
  const exports = /\.[cm]?[jt]sx?$/.test(file) ? sources.exports(file) : [];
  const names = exports.filter(({ kind, params }) => kind !== "other" || params !== undefined)
    .map(({ name, kind, doc }) => ({ name, help: doc?.split("\n")[0] ?? kind }));
  const known = new Set(names.map(({ name }) => name));
  const more = what === "task" && exports.length > 0
    ? sources.tasks(file).filter((name) => !known.has(name)).map((name) => ({ name, help: "task" }))
    : [];
  const candidates = [...names, ...more].filter(({ name }) => name !== "default")
    .map(({ name, help }) => ({ text: `${file}:${name}`, help }));
  if (isNamed || candidates.length === 0) return { candidates, paths: isNamed ? "none" : "files" };
  return { candidates: [{ text: file }, ...candidates], paths: "none" };
}

interface FunctionPlace extends Place {
  readonly options: OptionSpecs;
  /** Where FILE is among the words. */
  readonly file: { readonly word: string; readonly index: number };
}

/** What follows FILE: merkl's own options, and what the function takes. */
function ofFunction(before: readonly string[], place: FunctionPlace): Completion {
  const { current, options, sources, file } = place;
  const behind = before.slice(file.index + 1);
  const isOpen = !behind.includes("--");
  const own = isOpen ? pendingValue(before, options, current) : undefined;
  if (own !== undefined) return own;
  const info = exportOf(file.word, sources);
  const parts = info === undefined
    ? { options: [], params: [] }
    : { options: optionsOf(info), params: positionalsOf(info) };
  const written = parts.options.flatMap(({ name, type, doc }) => {
    const text = kebab(name);
    const help = doc?.replace(/\s+/g, " ");
    const isSwitch = type.kind === "boolean";
    return [
      { text: `--${text}`, type, help },
      ...(isSwitch ? [{ text: `--no-${text}`, type, help }] : []),
    ];
  });
  const pending = written.find(({ text }) => text === behind.at(-1));
  if (pending !== undefined && pending.type.kind !== "boolean") {
    return valuesOf(itemType(pending.type));
  }
  if (current.startsWith("-")) {
    const merkls = isOpen ? optionNames(options, { late: true }) : [];
    return { candidates: [...written, ...merkls], paths: "none" };
  }
  return valuesOf(typeAt(behind, parts.params, { options, written }));
}

function exportOf(given: string, sources: CompletionSources): ExportInfo | undefined {
  let target: Target;
  try {
    target = parseTarget(given);
  } catch {
    return undefined;
  }
  const exports = sources.exports(target.file);
  if (target.export !== undefined) return exports.find(({ name }) => name === target.export);
  const candidates = preferred(exports.filter(({ params }) => params !== undefined));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** The type of the argument that comes next; undefined if there is no parameter for it. */
function typeAt(
  behind: readonly string[],
  params: readonly ParamInfo[],
  { options, written }: {
    readonly options: OptionSpecs;
    readonly written: readonly { readonly text: string; readonly type: TypeInfo }[];
  },
): TypeInfo | undefined {
  const known: OptionSpecs = {
    ...options,
    ...Object.fromEntries(written.map(({ text, type }) => {
      const spec: OptionSpec = { help: "", ...(type.kind !== "boolean" && { value: "VALUE" }) };
      return [text.slice(2), spec];
    })),
  };
  const given = tokensOf(behind.filter((word) => word !== "--"), known)
    .filter(({ kind }) => kind === "positional").length;
  const param = params[given] ?? params.at(-1);
  if (param === undefined || (given >= params.length && !takesAll(param, params))) {
    return undefined;
  }
  return argumentType(param, params);
}

/** A text may well be the name of a file. */
function valuesOf(type: TypeInfo | undefined): Completion {
  if (type === undefined) return NOTHING;
  const choices = type.kind === "boolean" ? ["true", "false"] : choicesOf(type);
  if (choices.length > 0) return { candidates: choices.map((text) => ({ text })), paths: "none" };
  return type.kind === "number" || type.kind === "bigint" ? NOTHING : FILES;
}

/** If an option waits for its value, as `-C` or in `--format=`: what that may be. */
function pendingValue(
  before: readonly string[],
  options: OptionSpecs,
  current: string,
): Completion | undefined {
  const inline = /^--([\w-]+)=/.exec(current);
  if (inline !== null) {
    const spec = Object.hasOwn(options, inline[1]!) ? options[inline[1]!] : undefined;
    return spec?.value === undefined ? undefined : valuesOfOption(spec, inline[0]);
  }
  const last = tokensOf(before, options).at(-1);
  if (last?.kind !== "option" || last.value !== undefined) return undefined;
  const spec = Object.hasOwn(options, last.name) ? options[last.name] : undefined;
  return spec?.value === undefined ? undefined : valuesOfOption(spec, "");
}

function valuesOfOption({ completes }: OptionSpec, prefix: string): Completion {
  if (completes === "path") return FILES;
  if (completes === "folder") return FOLDERS;
  return {
    candidates: (completes ?? []).map((text) => ({ text: prefix + text })),
    paths: "none",
  };
}

/** All options with two dashes, which tell what they do; `late`: those that may follow FILE. */
function optionNames(options: OptionSpecs, { late = false } = {}): Candidate[] {
  return Object.entries(options)
    .filter(([name, spec]) => !late || spec.leading !== true || name === "help")
    .map(([name, { help }]) => ({ text: `--${name}`, help }));
}
