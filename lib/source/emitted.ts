/** How a function in a source file is known again in what JavaScript shows of it at run time. */

import { sha256 } from "../hash/digest.ts";
import { children, isMember, type Node, unwrap } from "./ast.ts";
import { parseFunction } from "./parse.ts";
import { canonical } from "./print.ts";
import type { AnalysisMemo } from "./types.ts";

/** Hexadecimal digits of a hash that are kept: 128 bits. */
const DIGITS = 32;

/** Hash of a function's canonical text with all names in it. */
export function textOf(fn: Node): string {
  return sha256(canonicalText(fn)).slice(0, DIGITS);
}

function canonicalText(fn: Node): string {
  // what a function shows of itself doesn't tell in what it is a method
  const node = fn.type === "ClassMethod" || fn.type === "ObjectMethod"
    ? { ...fn, type: "ObjectMethod", static: false, decorators: [] }
    : fn;
  return canonical([{ node }], () => undefined).texts[0]!;
}

/** The canonical text of what a function shows of itself; undefined if it can't be read. */
export function canonicalSource(source: string): string | undefined {
  const parsed = parseFunction(source);
  return parsed && canonicalText(unwrap(parsed.node));
}

/** The name that a function's own text gives it, whatever its `name` says, which can be changed. */
export function idOf(source: string): string | undefined {
  const [, next] = NAMED.exec(source) ?? [, "("];
  if (next === "(" || next === "{" || next === "extends") return undefined;
  if (next !== undefined) return next;
  const parsed = parseFunction(source);
  return parsed && unwrap(parsed.node).id?.name;
}

/** The name, or what stands in its place; neither if there is a comment or the like before it. */
const NAMED =
  /^(?:async\s+)?(?:function\b\s*\*?|class\b)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*(?=[\s({])|[({])?/u;

/** Raised whenever the canonical text changes. Not part of any key. */
const TEXT_FORMAT = 2;

/** As {@linkcode textOf}, of a function that runs; undefined if its source can't be read. */
export function runningText(source: string, memo: AnalysisMemo): string | undefined {
  const key = `emitted:${TEXT_FORMAT}:${sha256(source)}`;
  const known = /^"([0-9a-f]{32})?"$/.exec(memo.get(key) ?? "");
  if (known) return known[1];
  const text = canonicalSource(source);
  const hash = text === undefined ? "" : sha256(text).slice(0, DIGITS);
  memo.set(key, JSON.stringify(hash));
  return hash || undefined;
}

const REWRITTEN =
  /^(?:JSX|TSParameterProperty|TSEnum|TSModule|TSImportEquals|ClassAccessor|Decorator)/;

/**
 * Whether types aside what runs has another text than the source: JSX becomes calls, members of a
 * `const enum` become values, and so on.
 * @param text The text of the file
 */
export function isRewritten(fn: Node, text: string): boolean {
  return contains(fn, constEnums(text));
}

function contains(node: Node, enums: ReadonlySet<string>): boolean {
  if (REWRITTEN.test(node.type)) return true;
  if (node.type === "VariableDeclaration" && /using/.test(node.kind)) return true;
  if (enums.size > 0 && isMember(node) && enums.has(unwrap(node.object).name)) return true;
  for (const child of children(node)) if (contains(child, enums)) return true;
  return false;
}

let last: { readonly text: string; readonly enums: ReadonlySet<string> } | undefined;

/** Names of a file's `const enum`s; those of other files are not known to the compiler either. */
function constEnums(text: string): ReadonlySet<string> {
  if (last?.text === text) return last.enums;
  const enums = new Set(
    Array.from(text.matchAll(/\bconst\s+enum\s+([\w$]+)/g), ([, name]) => name!),
  );
  last = { text, enums };
  return enums;
}
