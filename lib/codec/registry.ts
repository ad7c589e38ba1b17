/** The serialisers by name and by file extension, and checks of users' own. */

import {
  badDump,
  badSerializer,
  noSerializerForPath,
  unknownSerializer,
} from "../error/codec_errors.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { hashValue } from "../hash/canonical.ts";
import { listed, nearest } from "../util/text.ts";
import { bytes } from "./bytes.ts";
import type { Serializer } from "./codec.ts";
import { json, jsonl } from "./json.ts";
import { lines, text } from "./text.ts";
import { value } from "./value.ts";

const BUILT_IN: readonly Serializer[] = [value, json, jsonl, text, lines, bytes] as Serializer[];
const BY_NAME: ReadonlyMap<string, Serializer> = new Map(BUILT_IN.map((item) => [item.name, item]));

/** Extensions of files that hold text and nothing else. */
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(
  ("txt text md markdown rst tex html htm xhtml xml svg css csv tsv yaml yml toml ini conf env log " +
    "js mjs cjs jsx ts mts tsx py r rb sh sql c h cpp rs go java srt vtt bib dot mmd diff patch")
    .split(" "),
);
const FIXED: ReadonlyMap<string, Serializer> = new Map<string, Serializer>([
  ["json", json],
  ["geojson", json],
  ["jsonl", jsonl as Serializer],
  ["ndjson", jsonl as Serializer],
  ["cbor", value],
]);

/** The built-in serialiser of this name. Throws `serializer-unknown`. */
export function serializerFor(name: string): Serializer {
  const found = BY_NAME.get(name);
  if (found === undefined) throw unknownSerializer(name, [...BY_NAME.keys()]);
  return found;
}

/**
 * The serialiser that a path suggests by its extension, and by the value where the extension leaves
 * it open. Without a value: what reads such a file.
 * @throws {MerklError} `serializer-for-path` for an unknown extension and a value that is neither
 *   bytes nor a string
 */
export function serializerForPath(path: string, content?: unknown): Serializer {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const fixed = FIXED.get(extension);
  if (fixed !== undefined) return fixed;
  if (content instanceof Uint8Array) return bytes as Serializer;
  if (TEXT_EXTENSIONS.has(extension)) return (isLines(content) ? lines : text) as Serializer;
  if (typeof content === "string") return text as Serializer;
  if (content === undefined) return bytes as Serializer;
  throw noSerializerForPath(path);
}

function isLines(content: unknown): boolean {
  return Array.isArray(content) && content.every((item) => typeof item === "string");
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const FIELDS: readonly string[] = ["name", "version", "lossless", "dumps", "loads"];

/**
 * Checks that something is a serialiser: a built-in one, or a user's with a name of its own.
 * @throws {MerklError} `serializer-invalid` that says what is wrong
 */
export function checkSerializer(given: unknown): Serializer {
  if (typeof given !== "object" || given === null) {
    throw badSerializer(`it is ${given === null ? "null" : `a ${typeof given}`}`);
  }
  const { name, version, lossless, dumps, loads } = given as Partial<
    Record<keyof Serializer, unknown>
  >;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw badSerializer(
      `name is ${shown(name)}, but lower-case words joined by \`-\` were expected`,
    );
  }
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 1) {
    throw badSerializer(`version of ${name} is ${shown(version)}, but 1, 2, 3, … were expected`);
  }
  for (const [field, method] of Object.entries({ dumps, loads })) {
    if (typeof method !== "function") {
      throw badSerializer(`${name} has no method ${field}${slip(given, field)}`);
    }
  }
  if (lossless !== undefined && typeof lossless !== "boolean") {
    throw badSerializer(
      `lossless of ${name} is ${shown(lossless)}, but true or false was expected`,
    );
  }
  const builtIn = BY_NAME.get(name);
  if (builtIn !== undefined && builtIn !== given) {
    const names = listed([...BY_NAME.keys()]);
    throw badSerializer(`the name ${name} is taken by a built-in serializer (${names})`);
  }
  return given as Serializer;
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** The field that was probably meant. */
function slip(given: object, field: string): string {
  const near = nearest(field, Object.keys(given).filter((key) => !FIELDS.includes(key)));
  return near === undefined ? "" : ` (but it has ${near})`;
}

/** Whether a serialiser is merkl's own: what these give back is plain data. */
export function isBuiltIn({ name }: Serializer): boolean {
  return BY_NAME.has(name);
}

/** `name@version`: how keys and entries name a serialiser. */
export function codecId(serializer: Serializer): string {
  return `${serializer.name}@${serializer.version}`;
}

/** The bytes of a value; throws `serializer-not-bytes` if a user's `dumps` gives something else. */
export function dumpWith(serializer: Serializer, content: unknown): Uint8Array {
  const dumped: unknown = serializer.dumps(content);
  if (dumped instanceof Uint8Array) return dumped;
  const given = dumped instanceof Promise
    ? "a promise"
    : dumped === null
    ? "null"
    : `a ${typeof dumped}`;
  throw badDump(serializer.name, given);
}

/**
 * Whether a serialiser gives exactly this value back: nobody could tell it from the original. A value
 * that only the serialiser understands (an instance of a class) counts as not.
 * @param dumped The bytes of the value, if they are known
 */
export function roundTrips(serializer: Serializer, content: unknown, dumped?: Uint8Array): boolean {
  try {
    const copy = serializer.loads(dumped ?? dumpWith(serializer, content));
    return hashValue(copy) === hashValue(content);
  } catch (error) {
    if (isMerklError(error)) return false;
    throw error;
  }
}
