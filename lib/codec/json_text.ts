/** JSON text of values that JSON holds unchanged; all others are refused by path. */

import { notJson } from "../error/codec_errors.ts";
import { checkArray, hasSymbols, ownValue } from "../hash/plain.ts";
import { WalkStack } from "../hash/walk_stack.ts";

/**
 * JSON of a value.
 * @param options `root`: name of the value in errors. `indent`: spaces a level; default none.
 * @throws {MerklError} `codec-not-json` for what JSON would change silently, `value-cyclic`
 */
export function stringifyJson(
  value: unknown,
  options: { readonly root: string; readonly indent?: number },
): string {
  const hasMinusZero = checkJson(value, options.root);
  try {
    // JSON.stringify writes -0 as 0, though JSON has -0
    const replacer = hasMinusZero ? keepMinusZero : undefined;
    return JSON.stringify(value, replacer, options.indent);
  } catch (error) {
    if (error instanceof RangeError) throw notJson(options.root, "nested too deeply or too large");
    throw error;
  }
}

declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

function keepMinusZero(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? JSON.rawJSON("-0") : value;
}

/** Refuses what JSON can't hold; says whether there is a -0. */
function checkJson(value: unknown, root: string): boolean {
  const stack = new WalkStack();
  stack.root = root;
  let hasMinusZero = checkItem(value, stack);
  for (let frame = stack.top; frame !== undefined; frame = stack.top) {
    if (frame.at === frame.size) {
      stack.pop();
      continue;
    }
    const i = frame.at++;
    if (frame.keys === undefined) {
      hasMinusZero = checkItem(frame.items[i], stack) || hasMinusZero;
    } else {
      const item = ownValue(frame.source, frame.keys[i]!, stack);
      // left out, as JSON does: optional properties are often there and undefined
      if (item !== undefined) hasMinusZero = checkItem(item, stack) || hasMinusZero;
    }
  }
  return hasMinusZero;
}

function checkItem(value: unknown, stack: WalkStack): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return false;
    case "number":
      if (!Number.isFinite(value)) throw notJson(stack.path(), String(value));
      return Object.is(value, -0);
    case "undefined":
    case "bigint":
    case "symbol":
    case "function":
      throw notJson(stack.path(), value === undefined ? "undefined" : `a ${typeof value}`);
    case "object":
      if (value !== null) checkContainer(value, stack);
      return false;
  }
}

function checkContainer(value: object, stack: WalkStack): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) && prototype === Array.prototype) {
    checkArray(value, stack);
    stack.push("array", value, { items: value });
  } else if ((prototype === Object.prototype || prototype === null) && !hasSymbols(value)) {
    stack.push("object", value, { keys: Object.getOwnPropertyNames(value) });
  } else {
    const name: unknown = value.constructor?.name;
    throw notJson(stack.path(), `a ${typeof name === "string" ? name : "special object"}`);
  }
}
