/** The arguments of a call as a graph shows them: constants as text, Futures as edges. */

import { type Future, isFuture, NODE, taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { findFutures } from "../graph/walk.ts";
import type { ViewArg } from "../render/view.ts";
import { isRef } from "../run/ref_content.ts";
import { shownRef } from "../task/ref_values.ts";
import { partsOf } from "../task/stored_arguments.ts";
import { shortValue } from "../util/short_value.ts";

/** How many characters of an argument are kept. */
const LONGEST = 120;

/** All arguments but Futures, lists of these, and properties that are Futures. */
export function argsOf(node: CallNode): readonly ViewArg[] {
  const { ignoreArgs } = node.info.definition.options;
  return node.args.flatMap((given, i): ViewArg[] => {
    const value = constantPart(given);
    if (value === NOTHING) return [];
    const name = nameOf(node, i);
    const counts = !ignoreArgs.some((one) => one === i || one === name);
    return [{ name, value: shortValue(value, LONGEST, special), counts }];
  });
}

const NOTHING = Symbol("nothing");

function constantPart(given: unknown): unknown {
  if (isFuture(given)) return NOTHING;
  if (Array.isArray(given)) return given.length > 0 && given.every(isFuture) ? NOTHING : given;
  const parts = partsOf(given);
  if (!parts.some(([, part]) => isFuture(part))) return given;
  const rest = parts.filter(([, part]) => constantPart(part) !== NOTHING);
  return rest.length === 0 ? NOTHING : Object.fromEntries(rest);
}

/** For each Future among the arguments, the parameters or properties of these in which it is. */
export function paramsOf(node: CallNode): ReadonlyMap<Future<unknown>, readonly string[]> {
  const params = new Map<Future<unknown>, string[]>();
  const add = (future: Future<unknown>, name: string) => {
    const names = params.get(future);
    if (names === undefined) params.set(future, [name]);
    else if (!names.includes(name)) names.push(name);
  };
  node.args.forEach((value, i) => {
    if (value === null || typeof value !== "object") return;
    const name = nameOf(node, i);
    if (isFuture(value)) return add(value, name ?? `arg${i}`);
    const parts = partsOf(value);
    if (parts.length === 0) {
      for (const future of findFutures(value)) add(future, name ?? `arg${i}`);
    }
    for (const [key, part] of parts) {
      for (const future of findFutures(part)) add(future, name === null ? key : `${name}.${key}`);
    }
  });
  return params;
}

/** Null for a parameter that is a pattern. */
function nameOf({ info: { params } }: CallNode, i: number): string | null {
  const param = params[Math.min(i, params.length - 1)];
  return param === undefined || /^arg\d+$/.test(param.name) ? null : param.name;
}

function special(value: object): string | undefined {
  if (isFuture(value)) {
    const out = value.outKey === null ? "" : `.${value.outKey}`;
    return taskName(value[NODE]) + out;
  }
  return isRef(value) ? shownRef(value) : undefined;
}
