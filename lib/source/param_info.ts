/** The parameters of a function as a command line can fill them. */

import type { OptionInfo, ParamInfo, TypeInfo } from "./export_info.ts";
import type { In } from "./outlines.ts";
import type { Member, TypeExpr } from "./type_expr.ts";
import type { TypedMember, TypeReader } from "./type_info.ts";
import type { ParamDecl, PatternMember } from "./value_expr.ts";

type File = In<unknown>["file"];

/** Describes parameters that are declared in `file`. */
export function paramInfos(
  params: readonly ParamDecl[],
  file: File,
  types: TypeReader,
): readonly ParamInfo[] {
  return params.map((param, i) => {
    const isLast = i === params.length - 1;
    const options = isLast && !param.rest ? optionInfos(param, file, types) : undefined;
    const declared = param.type && { file, it: param.type };
    const type = declared ?? (param.default && types.ofDefault({ file, it: param.default.type }));
    const info: TypeInfo = type ? types.info(type) : { kind: "json", text: "" };
    return {
      name: param.name ?? `arg${i}`,
      at: { file, span: param.at },
      kind: options ? "options" : param.rest ? "rest" : "positional",
      type: param.rest ? itemOf(info) : info,
      optional: param.optional || declared !== undefined && types.isOptional(declared),
      ...(param.default ? { default: param.default.text } : {}),
      ...(param.doc ? { doc: param.doc } : {}),
      ...(options ? { options } : {}),
    };
  });
}

function itemOf(info: TypeInfo): TypeInfo {
  return info.kind === "array" ? info.of : { kind: "json", text: "" };
}

/** What is known of an option from the places that may tell. */
interface OptionSources {
  readonly name: string;
  readonly member: TypedMember | undefined;
  readonly pattern: PatternMember | undefined;
  /** Of the default of the whole parameter. */
  readonly inWhole: Member | undefined;
}

/** The options of a destructured or object-typed parameter; undefined if it is neither. */
function optionInfos(param: ParamDecl, file: File, types: TypeReader): OptionInfo[] | undefined {
  const members = param.type && types.members({ file, it: param.type });
  const whole = param.default?.type;
  const wholeMembers = whole?.t === "object" ? whole.members : [];
  if (!param.pattern && !members && (param.type || wholeMembers.length === 0)) return undefined;
  const names = new Set([
    ...(param.pattern ?? []).map(({ name }) => name),
    ...(members ?? []).map(({ name }) => name),
    ...wholeMembers.map(({ name }) => name),
  ]);
  return [...names].map((name) => {
    const named = <T extends { readonly name: string }>(list: readonly T[] | undefined) =>
      list?.find((item) => item.name === name);
    const sources = {
      name,
      member: named(members),
      pattern: named(param.pattern),
      inWhole: named(wholeMembers),
    };
    return optionInfo(sources, param, { file, types });
  });
}

function optionInfo(
  { name, member, pattern, inWhole }: OptionSources,
  param: ParamDecl,
  { file, types }: { file: File; types: TypeReader },
): OptionInfo {
  const said = pattern?.default ?? (inWhole && { text: inWhole.type.text, type: inWhole.type });
  const type = member?.type ?? (said && types.ofDefault({ file, it: said.type }));
  const mayLack = pattern?.default !== undefined ||
    (member ? member.optional || types.isOptional(member.type) : !inWhole && param.optional);
  const doc = param.docs?.[name] || pattern?.doc || member?.doc;
  const wholeApplies = param.optional && !pattern?.default && (!mayLack || inWhole !== undefined);
  return {
    name,
    at: { file, span: pattern?.at ?? param.at },
    type: type ? types.info(type) : { kind: "json", text: "" },
    optional: mayLack || param.optional,
    ...(said ? { default: said.text } : {}),
    ...(doc ? { doc } : {}),
    ...(wholeApplies ? { whole: { needed: !mayLack, ...valueOf(inWhole?.type) } } : {}),
  };
}

/** The value that a type of literals has: `{ value }`, or nothing if it isn't made of them. */
function valueOf(type: TypeExpr | undefined): { value?: unknown } {
  switch (type?.t) {
    case "literal":
      return { value: type.value };
    case "tuple": {
      const items = type.of.map(valueOf);
      return items.every((item) => "value" in item)
        ? { value: items.map((item) => item.value) }
        : {};
    }
    case "object": {
      const entries = type.members.map(({ name, type }) => [name, valueOf(type)] as const);
      if (!entries.every(([, item]) => "value" in item)) return {};
      return { value: Object.fromEntries(entries.map(([name, item]) => [name, item.value])) };
    }
    default:
      return {};
  }
}
