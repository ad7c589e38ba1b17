/** Declared types of two tasks, compared as JSON Schemas as far as these say something for certain. */

import { pathStep } from "../util/difference.ts";
import type { OutKey } from "../graph/node.ts";
import type { StandardSchema } from "./schema_types.ts";

/** Where two declared types exclude one another. */
export interface Clash {
  readonly path: string;
  readonly expected: string;
  readonly given: string;
}

/** Deeper than this nothing is compared: schemas of recursive types have no end. */
const DEEPEST = 8;

type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a value that fits `returns` can't be one that fits `takes`. What isn't known for certain is
 * left to the check of the value itself.
 *
 * @param out Which part of what `returns` describes is meant.
 */
export function clashOf(
  returns: StandardSchema,
  out: OutKey,
  takes: StandardSchema,
): Clash | undefined {
  if (returns === takes && out === null) return undefined;
  const given = partOf(jsonOf(returns, "output"), out);
  const expected = jsonOf(takes, "input");
  if (given === undefined || expected === undefined) return undefined;
  return compare(given, expected, { path: "", depth: 0 });
}

function jsonOf(schema: StandardSchema, side: "input" | "output"): Json | undefined {
  try {
    const json = schema["~standard"].jsonSchema?.[side]({ target: "draft-2020-12" });
    return asJson(json);
  } catch {
    // what JSON Schema has no words for
    return undefined;
  }
}

function partOf(json: Json | undefined, out: OutKey): Json | undefined {
  if (json === undefined || out === null) return json;
  if (typeof out === "string") return asJson(asJson(json["properties"])?.[out]);
  return asJson((json["prefixItems"] as unknown[] | undefined)?.[out] ?? json["items"]);
}

function asJson(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Json
    : undefined;
}

function compare(
  given: Json,
  expected: Json,
  at: { readonly path: string; readonly depth: number },
): Clash | undefined {
  const kinds = kindsOf(given);
  const wanted = kindsOf(expected);
  if (kinds === undefined || wanted === undefined || at.depth > DEEPEST) return undefined;
  if (![...kinds].some((kind) => wanted.has(kind))) {
    return { path: at.path, expected: shown(wanted), given: shown(kinds) };
  }
  if (kinds.size > 1 || wanted.size > 1) return undefined;
  if (kinds.has("object")) return compareProperties(given, expected, at);
  const item = asJson(given["items"]);
  const wantedItem = asJson(expected["items"]);
  return kinds.has("array") && item && wantedItem
    ? compare(item, wantedItem, { path: `${at.path}[]`, depth: at.depth + 1 })
    : undefined;
}

function compareProperties(
  given: Json,
  expected: Json,
  at: { readonly path: string; readonly depth: number },
): Clash | undefined {
  const has = asJson(given["properties"]) ?? {};
  const wants = asJson(expected["properties"]) ?? {};
  for (const name of (expected["required"] ?? []) as string[]) {
    const path = at.path + pathStep(name);
    const wanted = asJson(wants[name]);
    const given_ = asJson(has[name]);
    if (given_ === undefined) {
      if (Object.hasOwn(has, name) || given["additionalProperties"] !== false) continue;
      const kinds = wanted && kindsOf(wanted);
      return { path, expected: kinds === undefined ? "required" : shown(kinds), given: "missing" };
    }
    const clash = wanted && compare(given_, wanted, { path, depth: at.depth + 1 });
    if (clash !== undefined) return clash;
  }
  return undefined;
}

/** Which kinds of JSON a schema allows; undefined if that isn't plain. */
function kindsOf(schema: Json): ReadonlySet<string> | undefined {
  const { type } = schema;
  if (typeof type === "string") return new Set([kind(type)]);
  if (Array.isArray(type)) return new Set(type.map(kind));
  if (Object.hasOwn(schema, "const")) return new Set([kindOfValue(schema["const"])]);
  const values = schema["enum"];
  if (Array.isArray(values)) return new Set(values.map(kindOfValue));
  const choices = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(choices)) return undefined;
  const all = new Set<string>();
  for (const choice of choices) {
    const kinds = kindsOf(asJson(choice) ?? {});
    if (kinds === undefined) return undefined;
    for (const one of kinds) all.add(one);
  }
  return all;
}

const kind = (type: string): string => type === "integer" ? "number" : type;

function kindOfValue(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function shown(kinds: ReadonlySet<string>): string {
  return [...kinds].map((one) =>
    one === "null" ? one : /^[aeiou]/.test(one) ? `an ${one}` : `a ${one}`
  )
    .join(" or ");
}
