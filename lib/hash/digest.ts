/** SHA-256 of bytes and texts, and the brands of what it gives. */

import type { Hash } from "node:crypto";
import { utf8 } from "../util/bytes.ts";
import { blocksOf, Sha256Prefix, sha256Short } from "./sha256_short.ts";

/** 64 lower-case hex digits: SHA-256 of a value's serialised bytes, or of a file's bytes. */
export type ContentHash = string & { readonly __contentHash: true };
/** 64 lower-case hex digits: the Merkle hash of a Future. Also "key". */
export type MerkleHash = string & { readonly __merkleHash: true };
/** 64 lower-case hex digits: a function's code and all that it depends on. */
export type CodeHash = string & { readonly __codeHash: true };

/** Blocks hashed in JavaScript before `node:crypto` is loaded, which takes as long. */
const PATIENCE = 20_000;

/** Up to so many bytes JavaScript is faster than a call of `node:crypto`. */
const SHORT = 2 * 64 - 9;

let hashed = 0;
let native: typeof import("node:crypto") | undefined;

/** `node:crypto`, loaded when it begins to pay: importing it takes half of a small run. */
function crypto(): typeof import("node:crypto") {
  return native ??= process.getBuiltinModule("node:crypto");
}

/** SHA-256 as 64 lower-case hex digits. A text is hashed as UTF-8. */
export function sha256(data: Uint8Array | string): string {
  if (native === undefined) hashed += blocksOf(data.length);
  const inJavaScript = native === undefined
    ? hashed < PATIENCE
    : data.length <= SHORT && typeof data !== "string";
  if (inJavaScript) return sha256Short(typeof data === "string" ? utf8(data) : data);
  return crypto().hash("sha256", data, "hex");
}

/** Up to so many characters behind a prefix JavaScript is faster than a call of `node:crypto`. */
const SHORT_REST = 4 * 64;

/** Hashes texts of lines, of which many in a row begin alike: with a head and two that change seldom. */
export class AlikeTexts {
  readonly #head: string;
  readonly #prefix = new Sha256Prefix();
  #first: string | undefined;
  #second: string | undefined;

  /** `head`, and the first two lines that are given later, are ASCII. */
  constructor(head: string) {
    this.#head = head;
  }

  /** SHA-256 of the head with `first` behind it, `second` and `rest`, as 64 lower-case hex digits. */
  sha256(first: string, second: string, rest: readonly string[]): string {
    let length = rest.length;
    for (const line of rest) length += line.length;
    if (length <= SHORT_REST) {
      if (first !== this.#first || second !== this.#second) {
        this.#prefix.begin(`${this.#head}${first}\n${second}`);
        this.#first = first;
        this.#second = second;
      }
      const hash = this.#prefix.hash(rest);
      if (hash !== undefined) return hash;
    }
    return sha256([this.#head + first, second, ...rest].join("\n"));
  }
}

/** The content hash of bytes. */
export function contentHash(bytes: Uint8Array): ContentHash {
  return sha256(bytes) as ContentHash;
}

/**
 * The first seven hex digits of a hash as a number, for a Map or Set of many: as keys, texts that are new
 * cost four times as much. Different hashes may have the same.
 */
export function hashNumber(hash: string): number {
  let number = 0;
  for (let i = 0; i < 7; i++) {
    const code = hash.charCodeAt(i);
    number = (number << 4) | ((code & 15) + 9 * (code >> 6));
  }
  return number;
}

/** A SHA-256 that is fed piece by piece: `update(bytes)`, then `digest("hex")` once. */
export function sha256Stream(): Hash {
  return crypto().createHash("sha256");
}
