/** Sidecars: `PATH.merkl` says which Future the file at PATH holds. JSON, for people too. */

import { sidecarDamaged, sidecarNewer, sidecarUnwritable } from "../error/sidecar_errors.ts";
import type { ContentHash, MerkleHash } from "../hash/digest.ts";
import { writeFileAtomicSync } from "../util/atomic_write.ts";
import { utf8 } from "../util/bytes.ts";
import { type AbsPath, displayPath } from "../util/path.ts";

/** Raised with every change that an older merkl would misunderstand. */
export const SIDECAR_FORMAT = 1;

/** A file that a body said it reads, with its content hash. */
export interface SidecarRead {
  readonly path: string;
  readonly hash: string;
}

/** What a sidecar tells. It has neither time nor host, so that it changes only when the Future does. */
export interface Sidecar {
  /** `file#binding` of the task; null for a file that was read. */
  readonly task: string | null;
  /** Which of the task's values it is; null for the only one. */
  readonly out: string | number | null;
  /** Of the Future. */
  readonly hash: MerkleHash;
  /** As in the cache: `codec` is `name@version`, `contentHash` and `size` are of the bytes. */
  readonly value: {
    readonly codec: string;
    readonly contentHash: ContentHash;
    readonly size: number;
  };
  /** The file's bytes; `lossless`: whether `serializer` gives exactly the value back. */
  readonly file: {
    readonly serializer: string;
    readonly contentHash: ContentHash;
    readonly lossless: boolean;
  };
  readonly argsHash: string;
  readonly depsHash: string;
  readonly resolvedHash: string;
  /** Parameter -> hash. */
  readonly args: unknown;
  /** What the code depends on -> hash. */
  readonly deps: unknown;
  readonly reads: readonly SidecarRead[];
  /** What the user attached; null if nothing. */
  readonly metadata: unknown;
}

/** The path of a file's sidecar. */
export function sidecarPath(path: AbsPath): AbsPath {
  return `${path}.merkl` as AbsPath;
}

/**
 * The sidecar of the file at `path`; undefined if there is none.
 * @throws {MerklError} `sidecar-damaged`, `sidecar-newer`
 */
export function readSidecar(path: AbsPath): Sidecar | undefined {
  const text = readIfThere(sidecarPath(path));
  return text === undefined ? undefined : parseSidecar(text, displayPath(sidecarPath(path)));
}

/**
 * Writes the sidecar of the file at `path`, whole or not at all, unless it is there already. Says
 * whether it was written.
 * @throws {MerklError} `sidecar-unwritable`
 */
export function writeSidecar(path: AbsPath, sidecar: Sidecar): boolean {
  const target = sidecarPath(path);
  const text = sidecarText(sidecar);
  if (readIfThere(target) === text) return false;
  try {
    writeFileAtomicSync(target, utf8(text));
    return true;
  } catch (error) {
    throw sidecarUnwritable(displayPath(target), error);
  }
}

/** The text of a sidecar, the same for the same Future and file. */
export function sidecarText(sidecar: Sidecar): string {
  const { task, out, hash, value, file, argsHash, depsHash, resolvedHash } = sidecar;
  const { args, deps, reads, metadata } = sidecar;
  const known = { task, out, hash, value, file, argsHash, depsHash, resolvedHash };
  const all = { merkl: SIDECAR_FORMAT, ...known, args, deps, reads, metadata };
  return JSON.stringify(all, null, 2) + "\n";
}

function readIfThere(path: AbsPath): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw sidecarDamaged(displayPath(path), error instanceof Error ? error.message : String(error));
  }
}

/** @param name As people read it */
function parseSidecar(text: string, name: string): Sidecar {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw sidecarDamaged(name, (error as Error).message);
  }
  const format = isRecord(given) ? given["merkl"] : undefined;
  if (!isRecord(given) || typeof format !== "number" || !(format >= 1)) {
    throw sidecarDamaged(name, "it doesn't begin with its format (merkl)");
  }
  if (format > SIDECAR_FORMAT) {
    throw sidecarNewer(name, { given: format, known: SIDECAR_FORMAT });
  }
  const wrong = Object.keys(FIELDS).find((path) => !FIELDS[path]!(valueAt(given, path)));
  if (wrong !== undefined) {
    const found = JSON.stringify(valueAt(given, wrong)) ?? "missing";
    throw sidecarDamaged(
      name,
      `${wrong} is ${found.length > 80 ? "not what it should be" : found}`,
    );
  }
  return given as unknown as Sidecar;
}

type Check = (value: unknown) => boolean;

const isHash: Check = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isText: Check = (value) => typeof value === "string";
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isRead: Check = (value) => isRecord(value) && isText(value["path"]) && isText(value["hash"]);

const FIELDS: Readonly<Record<string, Check>> = {
  "task": (value) => value === null || isText(value),
  "out": (value) => value === null || isText(value) || typeof value === "number",
  "hash": isHash,
  "value.codec": isText,
  "value.contentHash": isHash,
  "value.size": (value) => Number.isSafeInteger(value),
  "file.serializer": isText,
  "file.contentHash": isHash,
  "file.lossless": (value) => typeof value === "boolean",
  "argsHash": isText,
  "depsHash": isText,
  "resolvedHash": isText,
  "args": isRecord,
  "deps": isRecord,
  "reads": (value) => Array.isArray(value) && value.every(isRead),
  "metadata": (value) => value !== undefined,
};

function valueAt(given: Record<string, unknown>, path: string): unknown {
  let value: unknown = given;
  for (const step of path.split(".")) value = isRecord(value) ? value[step] : undefined;
  return value;
}
