/** The arguments of a call as a graph shows them: constants as text, Futures as edges. */

import { type Future, isFuture, NODE, taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { findFutures } from "../graph/walk.ts";
import type { ViewArg } from "../render/view.ts";
import { isRef } from "../run/ref_content.ts";
import { displayPath } from "../util/path.ts";
import { shortValue } from "../util/short_value.ts";

/** How many characters of an argument are kept. */
const LONGEST = 120;

/** All arguments but those that are Futures or lists of these. */
export function argsOf(node: CallNode): readonly ViewArg[] {
  const { args, info } = node;
  const ignored = info.definition.options.ignoreArgs;
  const shown: ViewArg[] = [];
  args.forEach((value, i) => {
    if (isFuture(value) || (Array.isArray(value) && value.length > 0 && value.every(isFuture))) {
      return;
    }
    const param = info.params[Math.min(i, info.params.length - 1)]?.name;
    const counts = !ignored.some((one) => one === i || one === param);
    shown.push({ name: nameOf(node, i), value: shortValue(value, LONGEST, special), counts });
  });
  return shown;
}

/** For each Future among the arguments, the parameters in which it is. */
export function paramsOf(node: CallNode): ReadonlyMap<Future<unknown>, readonly string[]> {
  const params = new Map<Future<unknown>, string[]>();
  node.args.forEach((value, i) => {
    if (value === null || typeof value !== "object") return;
    const name = nameOf(node, i);
    for (const future of isFuture(value) ? [value] : findFutures(value)) {
      const names = params.get(future);
      if (names === undefined) params.set(future, [name]);
      else if (!names.includes(name)) names.push(name);
    }
  });
  return params;
}

function nameOf({ info: { params } }: CallNode, i: number): string {
  const param = params[Math.min(i, params.length - 1)];
  return param === undefined ? `arg${i}` : param.name;
}

function special(value: object): string | undefined {
  if (isFuture(value)) {
    const out = value.outKey === null ? "" : `.${value.outKey}`;
    return taskName(value[NODE]) + out;
  }
  return isRef(value) ? displayPath(value.path) : undefined;
}
