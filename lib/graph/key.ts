/**
 * The one place that defines what invalidates: the preimages of every hash that a Future has.
 * `docs/hashing.md` describes them for other languages; golden vectors hold them fast.
 *
 * What a preimage is made of is of fixed length or comes last, so nothing can be shifted from one
 * field into the next.
 */

import { KEY_FORMAT } from "../hash/domain.ts";
import { hashValue } from "../hash/canonical.ts";
import { AlikeTexts, type ContentHash, type MerkleHash, sha256 } from "../hash/digest.ts";
import { MOST_MORE, sha256Keyed } from "../hash/sha256_short.ts";
import { concatBytes, fromHex, utf8 } from "../util/bytes.ts";
import type { OutKey } from "./node.ts";

const ARGS = new AlikeTexts(`merkl args ${KEY_FORMAT}`);
const RESOLVED = new AlikeTexts(`merkl resolved ${KEY_FORMAT}\n`);
const INPUT = `merkl input ${KEY_FORMAT}\n`;
const FILE = `merkl file ${KEY_FORMAT}\n`;
const PATH = `merkl path ${KEY_FORMAT}\n`;

/** Everything that the deps hash of a task is made of, and why it is in the key. */
export interface DepsParts {
  /** The body and all that it depends on: other code gives other values. Absent when pinned. */
  readonly code?: string;
  /** `version`: stands for code and found dependencies of (file, binding). */
  readonly version?: readonly [file: string, binding: string, version: string];
  /** `hashKey`: stands for them by itself alone. */
  readonly hashKey?: string;
  /** The code takes a list of items and gives a value for each. */
  readonly batch?: true;
  /** How the result is divided: other outs are other values. A function's code hash if computed. */
  readonly outs: null | number | readonly string[] | { readonly code: string };
  readonly hashMode: string;
  readonly codeMode: string;
  /** Hashes of the values given in `deps`, by name or position. */
  readonly deps: readonly (readonly [name: string, hash: string])[];
  /** Values of the declared environment variables; null where unset. */
  readonly env: readonly (readonly [name: string, value: string | null])[];
  /** Which arguments don't count: the args hash doesn't tell. */
  readonly ignoreArgs: readonly (string | number)[];
  /** What replaced arguments are hashed by. */
  readonly argSerializers: readonly (readonly [param: string, code: string])[];
  /** Serialisers may change a value on its way through the cache. */
  readonly serializer: readonly (readonly [out: string, codec: string])[];
}

/** Hash of the code, its dependencies and the options in the key. */
export function depsHash(parts: DepsParts): string {
  return hashValue([
    "merkl deps",
    KEY_FORMAT,
    parts.code ?? null,
    parts.version ?? null,
    parts.hashKey ?? null,
    parts.outs,
    parts.hashMode,
    parts.codeMode,
    parts.deps,
    parts.env,
    parts.ignoreArgs,
    parts.argSerializers,
    parts.serializer,
    ...(parts.batch === true ? ["batch"] : []),
  ]);
}

/**
 * Hash of a call's arguments: of their canonical encoding with a numbered slot for each Future
 * (`skeleton`), followed by the Futures' hashes in the order of the slots. Without Futures it is the
 * skeleton itself.
 */
export function argsHash(skeleton: string, futures: readonly { readonly hash: string }[]): string {
  if (futures.length === 0) return skeleton;
  return ARGS.sha256("", skeleton, futures.map(({ hash }) => hash));
}

/**
 * The Merkle hash of one out of a call: of the deps hash (64 hex digits in ASCII), the args hash (32
 * bytes) and the out's key as JSON. No other preimage begins with 64 hex digits, and the deps hash has
 * the key format's version in it. All that varies fits into one block of SHA-256.
 */
export function merkleHash(deps: string, args: string, out: OutKey): MerkleHash {
  const json = out === null ? "null" : JSON.stringify(out);
  // deno-lint-ignore no-control-regex -- ASCII is what is asked
  if (json.length <= MOST_MORE && (out === null || /^[\x00-\x7f]*$/.test(json))) {
    return sha256Keyed(deps, args, json) as MerkleHash;
  }
  return sha256(concatBytes([utf8(deps), fromHex(args), utf8(json)])) as MerkleHash;
}

/**
 * The resolved hash: as the Merkle hash, with each Future replaced by its value's identity. For a
 * call without Futures nothing is replaced, so it is the Merkle hash.
 */
export function resolvedHash(
  deps: string,
  call: { readonly skeleton: string; readonly identities: readonly string[] },
  out: OutKey,
): string {
  const json = out === null ? "null" : JSON.stringify(out);
  const { skeleton, identities } = call;
  return RESOLVED.sha256(deps, skeleton, [String(identities.length), ...identities, json]);
}

/** What a body can see of a stored value. */
export function valueIdentity(codec: string, content: string): string {
  if (codec !== latest.codec) latest = { codec, before: `value ${JSON.stringify(codec)} ` };
  return latest.before + content;
}

/** Most values have the same codec as the one before. */
let latest = { codec: "", before: 'value "" ' };

/**
 * The identity of a value that can't stand for unchanged work (`undefined`, the name of a file): one
 * execution differs from every other.
 */
export function executionIdentity(created: number): string {
  return `execution ${created}`;
}

/** The hash of a file's content as `readFuture` gives it. */
export function inputHash(as: string, content: ContentHash): MerkleHash {
  return sha256(INPUT + as + "\n" + content) as MerkleHash;
}

/** The hash of a path together with the content of the file there. */
export function pathHash(name: string, content: ContentHash): MerkleHash {
  return sha256(PATH + content + "\n" + JSON.stringify(name)) as MerkleHash;
}

/**
 * The hash of what a tracked file gives when it doesn't hold the value of its Future `original` as it
 * was. `codec`: `name@version` of what reads it.
 */
export function fileHash(original: string, content: ContentHash, codec: string): MerkleHash {
  return sha256(FILE + original + "\n" + content + "\n" + codec) as MerkleHash;
}
