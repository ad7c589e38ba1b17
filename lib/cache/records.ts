/** What a backend keeps of the index: small JSON texts under keys, made and checked here. */

import { type ContentHash, sha256 } from "../hash/digest.ts";
import type { Entry } from "./entry.ts";

/** An entry, with the contents that its content tells of. */
export interface EntryRecord {
  readonly entry: Entry;
  readonly refs: readonly ContentHash[];
}

/** Version of these texts; one of another version is as good as none. */
const VERSION = 1;

/** The text of an entry. */
export function entryText({ entry, refs }: EntryRecord): string {
  return JSON.stringify({ merkl: VERSION, entry, ...(refs.length > 0 && { refs }) });
}

/** The dictionary that belongs to a deps hash, with the texts of the code that it tells of. */
export interface DepsRecord {
  /** JSON. */
  readonly deps: string;
  /** Texts by their SHA-256. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The text of a dictionary. */
export function depsText({ deps, sources }: DepsRecord): string {
  const texts = Object.fromEntries(sources);
  return JSON.stringify({ merkl: VERSION, deps, ...(sources.size > 0 && { sources: texts }) });
}

/** The hashes in a dictionary that code may have. */
export function sourceHashes(deps: string): string[] {
  return Object.values(JSON.parse(deps) as Record<string, string>).filter(isHash);
}

/** The entry of a text; undefined if it is anything else, malformed or of another version. */
export function parseEntry(text: string): EntryRecord | undefined {
  const { entry, refs = [] } = parsed(text);
  if (!isEntry(entry) || !Array.isArray(refs) || !refs.every(isHash)) return undefined;
  return { entry, refs: refs as ContentHash[] };
}

/** The dictionary of a text; undefined if it is anything else. Sources are those that are right. */
export function parseDeps(text: string): DepsRecord | undefined {
  const { deps, sources = {} } = parsed(text);
  if (!jsonOf(isDeps)(deps) || !isDeps(sources)) return undefined;
  const texts = Object.entries(sources as Record<string, string>);
  return {
    deps: deps as string,
    sources: new Map(texts.filter(([hash, source]) => sha256(source) === hash)),
  };
}

function parsed(text: string): Record<string, unknown> {
  const value = json(text);
  return isObject(value) && value["merkl"] === VERSION ? value : {};
}

/** The value of a JSON text; undefined if it is none. */
function json(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

type Test = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Test = (value) => typeof value === "string";
const isHash: Test = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime: Test = (value) => Number.isFinite(value) && (value as number) >= 0;
const isOut: Test = (value) => value === null || isText(value) || isCount(value);
// what couldn't be read has none
const isRead: Test = (value) =>
  isObject(value) && isText(value["path"]) && (value["hash"] === "" || isHash(value["hash"]));
const isReads: Test = (value) => Array.isArray(value) && value.every(isRead);
const isDeps: Test = (value) => isObject(value) && Object.values(value).every(isText);
const orNull = (test: Test): Test => (value) => value === null || test(value);
const jsonOf = (test: Test): Test => (value) => {
  const inside = json(value);
  return inside !== undefined && test(inside);
};

/** What each field of an entry must be; a field that isn't here is none. */
const FIELDS: { readonly [K in keyof Entry]: Test } = {
  hash: isHash,
  resolvedHash: isHash,
  argsHash: isHash,
  depsHash: isHash,
  taskId: isText,
  out: jsonOf(isOut),
  codec: isText,
  contentHash: isHash,
  size: isCount,
  duration: isTime,
  created: isCount,
  args: orNull(jsonOf(isObject)),
  metadata: orNull(jsonOf(() => true)),
  reads: orNull(jsonOf(isReads)),
  state: (value) => value === "present" || value === "evicted",
  format: isCount,
  migratedFrom: orNull(isHash),
  logHash: orNull(isHash),
};

function isEntry(value: unknown): value is Entry {
  return isObject(value) &&
    Object.entries(FIELDS).every(([name, test]) => test(value[name])) &&
    Object.keys(value).every((name) => Object.hasOwn(FIELDS, name));
}
