/** The items of a call of a batch, checked: from a list to the arguments of each. */

import {
  batchItemCount,
  batchItemShape,
  batchNeedsList,
  batchOption,
  batchParameters,
} from "../error/batch_errors.ts";
import type { Place } from "../error/place.ts";
import { isFuture } from "../graph/future.ts";
import { plural } from "../util/text.ts";
import type { BatchInfo } from "./batch_info.ts";
import { paramNames } from "./params.ts";

/** Where the user's call stands; found out only for an error. */
type CallPlace = () => Place | undefined;

/** The items, if they are a list without holes. */
export function listOfItems(
  about: BatchInfo,
  given: unknown,
  place: CallPlace,
): readonly unknown[] {
  if (!Array.isArray(given)) throw batchNeedsList(about.call.name, shown(given), place());
  // a hole would be passed over
  return Array.from(given);
}

/** The arguments behind the list, which all items share. */
export function checkShared(
  about: BatchInfo,
  shared: readonly unknown[],
  place: CallPlace,
): readonly unknown[] {
  const { call: { name }, info, shares } = about;
  const least = shares && !info.params.at(-1)!.optional ? 1 : 0;
  if (shared.length > (shares ? 1 : 0) || shared.length < least) {
    throw batchParameters(name, {
      why: shares
        ? `takes a list and the options of ${info.name}, but was given ${
          plural(shared.length + 1, "argument")
        }`
        : `takes a list and nothing else, but was given ${plural(shared.length + 1, "argument")}`,
      place: place(),
    });
  }
  const [options] = shared;
  const members = info.params.at(-1)?.members;
  if (!shares || members === undefined || !isPlain(options)) return shared;
  const known = members.map((member) => member.name);
  const odd = Object.keys(options).find((key) => !known.includes(key));
  if (odd !== undefined) {
    throw batchOption(name, { given: odd, known, single: info.name, place: place() });
  }
  return shared;
}

/** All arguments of the call that an item stands for. */
export function itemArguments(
  about: BatchInfo,
  { item, i, shared }: { item: unknown; i: number; shared: readonly unknown[] },
  place: CallPlace,
): readonly unknown[] {
  const { call, info, least } = about;
  if (call.bare) return [item, ...shared];
  const own = info.params.slice(0, call.own);
  const params = paramNames(own);
  if (!Array.isArray(item)) {
    throw batchItemShape(call.name, {
      item: i,
      given: shown(item),
      single: info.name,
      params,
      place: place(),
    });
  }
  if (item.length < least || item.length > call.own) {
    throw batchItemCount(call.name, {
      item: i,
      given: item.length,
      single: info.name,
      least,
      most: call.own,
      params,
      place: place(),
      definition: info.place,
    });
  }
  if (shared.length === 0) return [...item];
  const missing = Array.from({ length: call.own - item.length }, () => undefined);
  return [...item, ...missing, ...shared];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || isFuture(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function shown(value: unknown): string {
  if (isFuture(value)) return "a Future";
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
