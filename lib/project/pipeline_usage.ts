/** How an exported function is called from the command line. */

import type { ExportInfo, OptionInfo, ParamInfo, TypeInfo } from "../source/export_info.ts";
import { typeWord } from "./type_words.ts";

/** A function whose parameters the source doesn't tell takes anything, as JSON. */
const UNREAD: readonly ParamInfo[] = [
  { name: "args", kind: "rest", type: { kind: "json", text: "" }, optional: true },
];

/** The parameters of an export; for one that can't be read, a list of JSON. */
export function paramsOf(info: ExportInfo): readonly ParamInfo[] {
  return info.params ?? UNREAD;
}

/** The parameters that are given by position. */
export function positionalsOf(info: ExportInfo): readonly ParamInfo[] {
  return paramsOf(info).filter((param) => param.kind !== "options");
}

/** The options of an export. */
export function optionsOf(info: ExportInfo): readonly OptionInfo[] {
  return paramsOf(info).at(-1)?.options ?? [];
}

/** Whether a parameter takes all arguments that are left: a rest parameter, or a list at the end. */
export function takesAll(param: ParamInfo, positionals: readonly ParamInfo[]): boolean {
  return param.kind === "rest" || param.type.kind === "array" && param === positionals.at(-1);
}

/** The type of one argument for a parameter. */
export function argumentType(param: ParamInfo, positionals: readonly ParamInfo[]): TypeInfo {
  return param.kind !== "rest" && takesAll(param, positionals) ? itemType(param.type) : param.type;
}

/** The type of one value of an option: a list's are given one by one. */
export function itemType(type: TypeInfo): TypeInfo {
  return type.kind === "array" ? type.of : type;
}

/** `minLength` as it is written on a command line: `min-length`. */
export function kebab(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1-$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

/** `merkl run FILE <path> [count] [files...] --lr number [options]`; `call`: `run FILE`. */
export function usageOf(info: ExportInfo, call: string): string {
  const positionals = positionalsOf(info);
  const lastNeeded = positionals.findLastIndex(({ optional, kind }) =>
    !optional && kind !== "rest"
  );
  const words = positionals.map((param, i) => {
    const name = takesAll(param, positionals) ? `${param.name}...` : param.name;
    return i > lastNeeded ? `[${name}]` : `<${name}>`;
  });
  const options = optionsOf(info);
  for (const { name, type, optional } of options) {
    if (optional) continue;
    words.push(
      type.kind === "boolean"
        ? `--[no-]${kebab(name)}`
        : `--${kebab(name)} ${typeWord(itemType(type))}`,
    );
  }
  if (options.some(({ optional }) => optional)) words.push("[options]");
  return ["merkl", call, ...words].join(" ");
}

/** `pipeline.ts:train`, or `pipeline.ts` for a default export. */
export function targetOf(info: ExportInfo, file: string): string {
  return info.name === "default" ? file : `${file}:${info.name}`;
}
