/** What a run gave, for standard output. */

import { isRef } from "../run/ref_content.ts";
import { displayPath } from "../util/path.ts";

/** How many items of an array, Map or Set people are shown. */
const MOST_SHOWN = 100;

/** How many items {@linkcode readableValue} looks at: the first that isn't shown decides on layout. */
export const MOST_READ = MOST_SHOWN + 1;

/** As people read it: text as it is, of a file or folder the path, all else as Deno shows it. */
export function readableValue(value: unknown, color: boolean): string {
  if (typeof value === "string") return value;
  if (isRef(value)) return displayPath(value.path);
  // what is shown of them is where their copies are
  if (typeof value === "object" && value !== null) {
    for (const one of Object.values(value).slice(0, MOST_SHOWN)) if (isRef(one)) void one.path;
  }
  return Deno.inspect(value, {
    colors: color,
    depth: 6,
    iterableLimit: MOST_SHOWN,
    strAbbreviateSize: 10_000,
  });
}

/**
 * As JSON. What JSON lacks becomes the nearest that it has: bytes base64, Maps and Sets arrays,
 * BigInt text, files and folders their paths, `undefined`, `NaN` and infinities null.
 */
export function jsonValue(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, replacer));
}

function replacer(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (isRef(value)) return displayPath(value.path);
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Uint8Array) return value.toBase64();
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as Iterable<unknown>);
  }
  return value;
}
