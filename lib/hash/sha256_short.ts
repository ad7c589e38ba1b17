/**
 * SHA-256 (FIPS 180-4) in plain JavaScript, for short inputs: for one or two blocks it is faster than
 * the call into `node:crypto`, and it spares a small run the loading of that.
 */

const BLOCK = 64;

/** The first 32 bits of the fractional parts of roots of the first primes. */
const INITIAL = words("6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19");
const ROUNDS = words(
  "428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5" +
    "d807aa9812835b01243185be550c7dc372be5d7480deb1fe9bdc06a7c19bf174" +
    "e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da" +
    "983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca635114292967" +
    "27b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85" +
    "a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa070" +
    "19a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3" +
    "748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2",
);
const w = new Int32Array(64);
const state = new Int32Array(8);
const digestBytes = new Uint8Array(32);
const digest = new DataView(digestBytes.buffer);

/** The numbers that are written as 8 hex digits each. */
function words(hex: string): Int32Array {
  const view = new DataView(Uint8Array.fromHex(hex).buffer);
  return Int32Array.from({ length: hex.length / 8 }, (_, i) => view.getInt32(4 * i));
}

/** How many blocks are worked through for so many bytes. */
export function blocksOf(bytes: number): number {
  return Math.ceil((bytes + 9) / BLOCK);
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256Short(data: Uint8Array): string {
  restore(INITIAL);
  const { length } = data;
  let at = 0;
  for (; at + BLOCK <= length; at += BLOCK) {
    for (let i = 0, j = at; i < 16; i++, j += 4) {
      w[i] = (data[j]! << 24) | (data[j + 1]! << 16) | (data[j + 2]! << 8) | data[j + 3]!;
    }
    compress();
  }
  used = 0;
  while (at < length) putByte(data[at++]!);
  return finish(length);
}

/**
 * SHA-256 of 64 ASCII characters, 32 bytes given as 64 hex digits, and some more ASCII characters (at
 * most 23), as 64 hex digits. What the first 64 characters do is remembered for the next call.
 */
export function sha256Keyed(first: string, hex: string, more: string): string {
  if (first !== keyed) {
    restore(INITIAL);
    used = 0;
    putText(first);
    compress();
    keyedState.set(state);
    keyed = first;
  }
  // in a chain it is what was hashed last, and still there
  if (hex === latest) {
    for (let i = 0; i < 8; i++) w[i] = state[i]!;
  } else {
    digestBytes.setFromHex(hex);
    for (let i = 0; i < 8; i++) w[i] = digest.getInt32(4 * i);
  }
  restore(keyedState);
  used = 32;
  putText(more);
  return finish(BLOCK + used);
}

/** The longest third part of {@linkcode sha256Keyed}: one block has room for no more. */
export const MOST_MORE = BLOCK - 9 - 32;

let keyed = "";
/** The hash that `state` holds, if it holds one. */
let latest = "";
const keyedState = new Int32Array(8);

/** ASCII texts that begin alike and follow each other: what they begin with is worked through once. */
export class Sha256Prefix {
  #length = 0;
  /** What the blocks before leave behind, and the one that isn't full. */
  readonly #state = INITIAL.slice();
  readonly #block = new Int32Array(16);

  /** What the texts from now on begin with, in ASCII. */
  begin(text: string): void {
    restore(INITIAL);
    used = 0;
    putText(text);
    if (used === BLOCK) nextBlock();
    this.#length = text.length;
    this.#state.set(state);
    this.#block.set(w.subarray(0, 16));
  }

  /** SHA-256 of the prefix and some more lines as 64 hex digits; undefined if these aren't ASCII. */
  hash(lines: readonly string[]): string | undefined {
    restore(this.#state);
    let length = this.#length;
    used = length % BLOCK;
    for (let i = 0; 4 * i < used; i++) w[i] = this.#block[i]!;
    let codes = 0;
    for (const line of lines) {
      putByte(LINE_FEED);
      codes |= putText(line);
      length += 1 + line.length;
    }
    return codes > 0x7f ? undefined : finish(length);
  }
}

const LINE_FEED = 0x0a;

/** Bytes in the block that is being filled; it is worked through when something comes behind it. */
let used = 0;

function restore(from: Int32Array): void {
  latest = "";
  for (let i = 0; i < 8; i++) state[i] = from[i]!;
}

function nextBlock(): void {
  compress();
  used = 0;
}

function putByte(byte: number): void {
  if (used === BLOCK) nextBlock();
  const at = used >> 2;
  const shift = 24 - 8 * (used & 3);
  w[at] = (shift === 24 ? 0 : w[at]!) | (byte << shift);
  used++;
}

/** Gives the union of the bits of all its code units, which may be too large for a byte. */
function putText(text: string): number {
  const { length } = text;
  let codes = 0;
  let at = 0;
  while (at < length) {
    if ((used & 3) !== 0 || at + 4 > length) {
      const code = text.charCodeAt(at++);
      codes |= code;
      putByte(code);
      continue;
    }
    if (used === BLOCK) nextBlock();
    const a = text.charCodeAt(at);
    const b = text.charCodeAt(at + 1);
    const c = text.charCodeAt(at + 2);
    const d = text.charCodeAt(at + 3);
    codes |= a | b | c | d;
    w[used >> 2] = (a << 24) | (b << 16) | (c << 8) | d;
    at += 4;
    used += 4;
  }
  return codes;
}

/** Pads what was put, of `length` bytes with the blocks before, and gives the hash. */
function finish(length: number): string {
  putByte(0x80);
  let at = (used + 3) >> 2;
  if (at > 14) {
    while (at < 16) w[at++] = 0;
    compress();
    at = 0;
  }
  while (at < 14) w[at++] = 0;
  w[14] = Math.floor(length / 2 ** 29);
  w[15] = length << 3;
  compress();
  return latest = hexOfState();
}

/** Natively: a text put together in JavaScript is a rope, which costs as much again when it is used. */
function hexOfState(): string {
  for (let i = 0; i < 8; i++) digest.setInt32(4 * i, state[i]!);
  return digestBytes.toHex();
}

/** Works through the 16 words in `w`: written out flat, since this is the hot loop. */
function compress(): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    if (i > 15) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      w[i] =
        (w[i - 16]! + w[i - 7]! + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
          (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) | 0;
    }
    const t1 = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
      (g ^ (e & (f ^ g))) + ROUNDS[i]! + w[i]!) | 0;
    const t2 = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
      ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
  state[5] = state[5]! + f;
  state[6] = state[6]! + g;
  state[7] = state[7]! + h;
}
