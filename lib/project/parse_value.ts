/** One text of the command line to one value. */

import type { TypeInfo } from "../source/export_info.ts";
import { type AbsPath, absPath } from "../util/path.ts";

/** A value, or that there is none. `why`: what a parser says, where that helps. */
export type Parsed = { readonly value: unknown } | {
  readonly value?: never;
  readonly why?: string;
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Parses a text as a value of a type; paths are taken from `cwd`. */
export function parseValue(type: TypeInfo, text: string, cwd: AbsPath): Parsed {
  switch (type.kind) {
    case "string":
      return { value: text };
    case "path":
      return text === "" ? {} : { value: absPath(text, cwd) };
    case "boolean":
      return text === "true" ? { value: true } : text === "false" ? { value: false } : {};
    case "number":
      return parseNumber(text);
    case "bigint":
      return /^[+-]?\d+n?$/.test(text) ? { value: BigInt(text.replace(/^\+|n$/g, "")) } : {};
    case "date":
      return parseDate(text);
    case "choice": {
      const value = type.values.find((choice) => String(choice) === text);
      return value === undefined ? {} : { value };
    }
    case "union":
      for (const one of type.of) {
        const parsed = parseValue(one, text, cwd);
        if ("value" in parsed) return parsed;
      }
      return {};
    case "array":
      return parseList(type.of, text, cwd);
    case "json":
      return parseJson(text);
  }
}

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** A day, or a time that is the same on every machine. */
function parseDate(text: string): Parsed {
  const [, day, zone] = DATE.exec(text) ?? [];
  if (day === undefined) return {};
  if (text !== day && zone === undefined) return { why: "its time lacks a zone, such as Z" };
  const [start, value] = [new Date(day), new Date(text)];
  // V8 takes the 31st of February for a day in March
  const isReal = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day);
  return isReal && !Number.isNaN(value.getTime()) ? { value } : {};
}

function parseNumber(text: string): Parsed {
  if (/^[+-]?Infinity$/.test(text)) return { value: Number(text) };
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? { value } : {};
}

/** A list that stands among other arguments is given as one: JSON. */
function parseList(of: TypeInfo, text: string, cwd: AbsPath): Parsed {
  const parsed = parseJson(text);
  if (!("value" in parsed)) return parsed;
  if (!Array.isArray(parsed.value)) return { why: "it is no JSON array" };
  const items = (parsed.value as unknown[]).map((item) => parseItem(of, item, cwd));
  const bad = items.findIndex((item) => !("value" in item));
  if (bad >= 0) return { why: `item ${bad} is of another type` };
  return { value: items.map((item) => item.value) };
}

/** An item of a list, which JSON has given a type already. */
function parseItem(type: TypeInfo, item: unknown, cwd: AbsPath): Parsed {
  switch (type.kind) {
    case "json":
      return { value: item };
    case "path":
      return typeof item === "string" ? parseValue(type, item, cwd) : {};
    case "bigint":
      return parseValue(type, String(item), cwd);
    case "choice":
      return type.values.some((value) => value === item) ? { value: item } : {};
    case "union":
      for (const one of type.of) {
        const parsed = parseItem(one, item, cwd);
        if ("value" in parsed) return parsed;
      }
      return {};
    case "array":
      return parseList(type.of, JSON.stringify(item), cwd);
    case "date":
      return typeof item === "string" ? parseDate(item) : {};
    case "string":
      return typeof item === "string" ? { value: item } : {};
    case "number":
      return typeof item === "number" ? { value: item } : {};
    case "boolean":
      return typeof item === "boolean" ? { value: item } : {};
  }
}

function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}
