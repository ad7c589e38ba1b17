/** What the tests of exports share. */

import { describeExports } from "../../lib/source/describe_export.ts";
import type { ExportInfo, OptionInfo, ParamInfo, TypeInfo } from "../../lib/source/export_info.ts";
import { createResolver } from "../../lib/source/resolve.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";

/** A memo that counts what is written to it. */
export class CountingMemo {
  readonly map = new Map<string, string>();
  writes = 0;

  get(key: string): string | undefined {
    return this.map.get(key);
  }

  set(key: string, json: string): void {
    this.writes++;
    this.map.set(key, json);
  }
}

/** Describes the exports of `name` in a folder. */
export function describe(dir: string, name = "p.ts", memo = new CountingMemo()): ExportInfo[] {
  const root = absPath(dir);
  return describeExports(absPath(name, dir), { resolver: createResolver({ root }), memo });
}

/** The exports of a module that stands alone, or with others. `file`: its name. */
export async function exportsOf(
  text: string,
  others: Readonly<Record<string, string>> = {},
  file = "p.ts",
): Promise<ExportInfo[]> {
  await using project = tempProject({ files: { ...others, [file]: text } });
  return describe(project.dir, file);
}

/** The one export of a module. */
export async function only(
  text: string,
  others: Readonly<Record<string, string>> = {},
  file = "p.ts",
): Promise<ExportInfo> {
  const [first, ...more] = await exportsOf(text, others, file);
  if (!first || more.length > 0) throw new Error(`${more.length + 1} exports`);
  return first;
}

/** The parameters of the one export of a module, in short. */
export async function params(
  text: string,
  others: Readonly<Record<string, string>> = {},
  file = "p.ts",
): Promise<string[] | undefined> {
  return (await only(text, others, file)).params?.map(shortParam);
}

/** `...files: path`, `n?: number = 1`, `{lr?: number = 0.1; mode: "a"|"b"}`. */
export function shortParam(param: ParamInfo): string {
  if (param.options) {
    return `{${param.options.map(shortOption).join("; ")}}${param.optional ? "?" : ""}`;
  }
  return `${param.kind === "rest" ? "..." : ""}${shortOption(param)}`;
}

function shortOption(it: ParamInfo | OptionInfo): string {
  const mark = it.optional ? "?" : "";
  return `${it.name}${mark}: ${shortType(it.type)}${
    it.default === undefined ? "" : ` = ${it.default}`
  }`;
}

/** A type in short: `string[]`, `"a"|"b"|number`, `JSON(Row)`. */
export function shortType(type: TypeInfo): string {
  switch (type.kind) {
    case "choice":
      return type.values.map((value) => JSON.stringify(value)).join("|");
    case "array":
      return `${shortType(type.of)}[]`;
    case "union":
      return type.of.map(shortType).join("|");
    case "json":
      return `JSON(${type.text})`;
    default:
      return type.kind;
  }
}
