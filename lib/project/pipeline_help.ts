/** What `merkl run FILE --help` prints, with `--json` or without. */

import type { ExportInfo, OptionInfo, ParamInfo, TypeInfo } from "../source/export_info.ts";
import { listed, shorten } from "../util/text.ts";
import { defaultText } from "./default_text.ts";
import { preferred } from "./pick_export.ts";
import {
  argumentType,
  itemType,
  kebab,
  optionsOf,
  positionalsOf,
  takesAll,
  targetOf,
  usageOf,
} from "./pipeline_usage.ts";
import { choicesOf, typeWord } from "./type_words.ts";

/** Cells of a line, and of the widest name or type that the texts beside it are aligned with. */
const WIDTH = 90;
const COLUMN = 28;
/** Longest default or type that is quoted. */
const QUOTED = 50;

interface Row {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** Whether the arguments between FILE and `--` ask for help. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--help" || arg === "-h");
}

/**
 * The help of one exported function: usage, its doc comment, arguments, options.
 * @param exports All exports of the module
 * @param about Its file, as people write it; merkl's command, and the long names of its options
 */
export function pipelineHelp(
  info: ExportInfo,
  exports: readonly ExportInfo[],
  about: {
    readonly file: string;
    readonly command: string;
    readonly reserved: readonly string[];
  },
): string {
  const { file, command, reserved } = about;
  const runnable = runnableOf(exports);
  const positionals = positionalsOf(info);
  const rows = {
    positional: positionals.map((param) => positionalRow(param, positionals)),
    option: optionsOf(info).map((option) => optionRow(option, reserved)),
  };
  const takesJson = Object.values(rows).flat().some(({ type }) => type.split("|").includes("JSON"));
  const sections = [
    `Usage: ${usageOf(info, callOf(info, exports, about))}`,
    info.doc ?? "",
    info.params === undefined ? UNREAD : "",
    section("Arguments", rows.positional),
    section("Options", rows.option),
    takesJson ? JSON_NOTE : "",
    othersLine(info, runnable, `${command} ${file}`),
    `merkl's own options: merkl help ${command}. After -- all options are the function's.`,
  ];
  return sections.filter((text) => text !== "").join("\n\n") + "\n";
}

/** How an export is called, without its arguments: `run pipeline.ts`, or with its name if need be. */
export function callOf(
  info: ExportInfo,
  exports: readonly ExportInfo[],
  { file, command }: { readonly file: string; readonly command: string },
): string {
  const [only, ...more] = preferred(runnableOf(exports));
  const isPlain = more.length === 0 && only?.name === info.name;
  return `${command} ${isPlain ? file : targetOf(info, file)}`;
}

function runnableOf(exports: readonly ExportInfo[]): readonly ExportInfo[] {
  return exports.filter(({ params, kind }) => params !== undefined || kind !== "other");
}

const UNREAD =
  "Its parameters can't be read from the source: arguments are taken as JSON, in order.";
const JSON_NOTE = `JSON: a value such as '{"a": [1, "x"]}', in quotes for the shell.`;

function positionalRow(param: ParamInfo, positionals: readonly ParamInfo[]): Row {
  const many = takesAll(param, positionals);
  const type = argumentType(param, positionals);
  return {
    name: many ? `${param.name}...` : param.name,
    type: typeWord(type),
    text: described(param, [...typeNotes(type), ...defaultNotes(param)]),
  };
}

function optionRow(option: OptionInfo, reserved: readonly string[]): Row {
  const { name, type, optional, whole } = option;
  const isSwitch = type.kind === "boolean";
  const needed = !optional
    ? ["required"]
    : whole?.needed && !("value" in whole)
    ? ["required with any other option"]
    : [];
  const written = isSwitch ? [kebab(name), `no-${kebab(name)}`] : [kebab(name)];
  const hidden = written.some((name) => reserved.includes(name)) ? ["write it after --"] : [];
  const repeats = type.kind === "array" ? ["may be repeated"] : [];
  return {
    name: isSwitch ? `--[no-]${kebab(name)}` : `--${kebab(name)}`,
    type: isSwitch ? "" : typeWord(itemType(type)),
    text: described(option, [
      ...needed,
      ...hidden,
      ...repeats,
      ...typeNotes(itemType(type)),
      ...defaultNotes(option),
    ]),
  };
}

function typeNotes(type: TypeInfo): string[] {
  if (type.kind === "array") return ["an array"];
  return type.kind === "json" && type.text !== "" ? [shorten(type.text, QUOTED)] : [];
}

function defaultNotes(it: { readonly default?: string }): string[] {
  return it.default === undefined ? [] : [`default ${shorten(defaultText(it.default), QUOTED)}`];
}

function writtenDefault(it: { readonly default?: string }): string | null {
  return it.default === undefined ? null : defaultText(it.default);
}

function described(it: { readonly doc?: string }, notes: readonly string[]): string {
  const doc = (it.doc ?? "").replace(/\s+/g, " ");
  return [doc, notes.length === 0 ? "" : `(${notes.join("; ")})`].filter((s) => s !== "").join(" ");
}

function section(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const names = columnWidth(rows.map(({ name }) => name));
  const types = columnWidth(rows.map(({ type }) => type));
  const lines = rows.flatMap(({ name, type, text }) => {
    const left = `  ${name.padEnd(names)}  ${type.padEnd(types)}`;
    const indent = 2 + names + 2 + types + 2;
    const [first, ...more] = wrap(text, WIDTH - indent);
    if (first === undefined) return [left.trimEnd()];
    const rest = more.map((line) => " ".repeat(indent) + line);
    if (left.length <= indent - 2) return [`${left}  ${first}`, ...rest];
    return [left.trimEnd(), " ".repeat(indent) + first, ...rest];
  });
  return [`${title}:`, ...lines].join("\n");
}

/** The widest of the texts that are no wider than a column may be. */
function columnWidth(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length).filter((length) => length <= COLUMN));
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((word) => word !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function othersLine(info: ExportInfo, runnable: readonly ExportInfo[], call: string): string {
  const others = runnable.filter(({ name }) => name !== info.name);
  if (others.length === 0) return "";
  const [first] = others;
  const names = others.map(({ name, kind }) => kind === "function" ? name : `${name} (${kind})`);
  const file = call.slice(call.indexOf(" ") + 1);
  return `${file} also exports ${listed(names)}: merkl ${targetOf(first!, call)} --help`;
}

/** Version of the format; fields may be added without a new one. */
const VERSION = 1;

/** The help of one exported function, for programs; `call` as {@linkcode callOf} gives it. */
export function pipelineHelpJson(info: ExportInfo, call: string): string {
  const positionals = positionalsOf(info);
  const document = {
    version: VERSION,
    name: info.name,
    usage: usageOf(info, call),
    about: info.doc ?? null,
    arguments: positionals.map((param) => {
      const type = argumentType(param, positionals);
      return {
        name: param.name,
        type: typeWord(type),
        choices: choicesOf(type),
        many: takesAll(param, positionals),
        optional: param.optional || param.kind === "rest",
        default: writtenDefault(param),
        help: param.doc ?? null,
      };
    }),
    options: optionsOf(info).map((option) => {
      const type = itemType(option.type);
      return {
        name: `--${kebab(option.name)}`,
        type: typeWord(type),
        choices: choicesOf(type),
        many: option.type.kind === "array",
        optional: option.optional,
        default: writtenDefault(option),
        help: option.doc ?? null,
      };
    }),
  };
  return JSON.stringify(document, null, 2);
}
