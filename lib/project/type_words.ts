/** Types in words, for help and for errors. */

import type { Literal, TypeInfo } from "../source/export_info.ts";
import { listed, shorten } from "../util/text.ts";

/** Longest type text that is quoted. */
const QUOTED = 60;

/** One argument of a type in a column of the help: `number`, `fast|slow`, `JSON`. */
export function typeWord(type: TypeInfo): string {
  switch (type.kind) {
    case "choice":
      return type.values.map(String).join("|");
    case "union":
      return type.of.map(typeWord).join("|");
    case "array":
    case "json":
      return "JSON";
    default:
      return type.kind;
  }
}

/** What is expected of one argument, in a sentence: `a number`, `"fast" or "slow"`, `JSON for Row[]`. */
export function expectation(type: TypeInfo): string {
  switch (type.kind) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "bigint":
      return "a whole number";
    case "boolean":
      return "true or false";
    case "date":
      return "a date (2024-12-31, 2024-12-31T12:00Z)";
    case "path":
      return "a path";
    case "choice":
      return listed(type.values.map(choiceWord), "or");
    case "array":
      return `a JSON array (each item ${expectation(type.of)})`;
    case "union":
      return listed(
        type.of.flatMap((one) =>
          one.kind === "choice" ? one.values.map(choiceWord) : expectation(one)
        ),
        "or",
      );
    case "json":
      return type.text === "" ? "JSON" : `JSON for ${shorten(type.text, QUOTED)}`;
  }
}

function choiceWord(value: Literal): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** The texts that a type offers to choose from. */
export function choicesOf(type: TypeInfo): string[] {
  if (type.kind === "union") return type.of.flatMap(choicesOf);
  return type.kind === "choice" ? type.values.map(String) : [];
}
