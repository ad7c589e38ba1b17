/** Writes the items of canonical CBOR into one growing buffer. */

import { MAJOR, SIMPLE, TAG } from "./tags.ts";

const START_SIZE = 1 << 12;
/** A larger buffer is given back after use, so that one big value doesn't occupy memory for good. */
const KEPT_SIZE = 1 << 22;
/** Up to here a loop over the code units beats the call into TextEncoder (measured: ~60). */
const SHORT_TEXT = 56;

const encoder = new TextEncoder();

/** A growing buffer with a method for each kind of item; every head is in its shortest form. */
export class ByteWriter {
  #bytes = new Uint8Array(START_SIZE);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** What was written so far: a view that the next write or `reset` invalidates. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written. */
  reset(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT_SIZE) this.#resize(START_SIZE);
  }

  /** One byte as it is. */
  byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** A head: major type and argument (0 to 2^53 - 1). */
  head(major: number, argument: number): void {
    this.#reserve(9);
    this.#length = this.#headAt(this.#length, major, argument);
  }

  /** A number: an integer if it is a safe one and not -0, else the shortest float that holds it. */
  number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) this.#float(value);
    else if (value >= 0) this.head(MAJOR.positive, value);
    else this.head(MAJOR.negative, -1 - value);
  }

  /** A bigint: always a bignum, so that it differs from the number. */
  bigint(value: bigint): void {
    this.head(MAJOR.tag, value < 0n ? TAG.bigNegative : TAG.bigPositive);
    const magnitude = value < 0n ? -1n - value : value;
    let hex = magnitude === 0n ? "" : magnitude.toString(16);
    if (hex.length % 2 === 1) hex = "0" + hex;
    const bytes = new Uint8Array(hex.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
    this.bytes(bytes);
  }

  /** A byte string. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length + 9);
    this.#length = this.#headAt(this.#length, MAJOR.bytes, bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A text: UTF-8, or tagged UTF-16 if a lone surrogate leaves it without. */
  text(text: string): void {
    const length = text.length;
    if (length > SHORT_TEXT) return this.#longText(text);
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#headAt(this.#length, MAJOR.text, length);
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return this.#longText(text);
      bytes[at++] = code;
    }
    this.#length = at;
  }

  /** Guesses that the text is ASCII, so that mostly nothing has to be moved behind the head. */
  #longText(text: string): void {
    if (!text.isWellFormed()) {
      this.head(MAJOR.tag, TAG.utf16);
      return this.bytes(utf16(text));
    }
    this.#reserve(text.length + 9);
    const guess = headSize(text.length);
    let start = this.#length + guess;
    let { read, written } = encoder.encodeInto(text, this.#bytes.subarray(start));
    if (read < text.length) {
      this.#reserve(3 * text.length + 9);
      ({ read, written } = encoder.encodeInto(text, this.#bytes.subarray(start)));
    }
    const size = headSize(written);
    if (size !== guess) {
      this.#reserve(written + 9);
      this.#bytes.copyWithin(this.#length + size, start, start + written);
      start = this.#length + size;
    }
    this.#headAt(this.#length, MAJOR.text, written);
    this.#length = start + written;
  }

  #float(value: number): void {
    this.#reserve(9);
    const at = this.#length;
    // every NaN is one value to a body; setFloat16 could keep a payload
    if (Number.isNaN(value)) {
      this.#bytes[at] = SIMPLE.float16;
      this.#view.setUint16(at + 1, 0x7e00);
      this.#length = at + 3;
    } else if (Math.fround(value) !== value) {
      this.#bytes[at] = SIMPLE.float64;
      this.#view.setFloat64(at + 1, value);
      this.#length = at + 9;
    } else if (Math.f16round(value) !== value) {
      this.#bytes[at] = SIMPLE.float32;
      this.#view.setFloat32(at + 1, value);
      this.#length = at + 5;
    } else {
      this.#bytes[at] = SIMPLE.float16;
      this.#view.setFloat16(at + 1, value);
      this.#length = at + 3;
    }
  }

  /** Writes a head at `at`, where there must be room, and returns the place behind it. */
  #headAt(at: number, major: number, argument: number): number {
    const bytes = this.#bytes;
    const first = major << 5;
    if (argument < 24) {
      bytes[at] = first | argument;
      return at + 1;
    }
    if (argument < 0x100) {
      bytes[at] = first | 24;
      bytes[at + 1] = argument;
      return at + 2;
    }
    if (argument < 0x10000) {
      bytes[at] = first | 25;
      bytes[at + 1] = argument >> 8;
      bytes[at + 2] = argument;
      return at + 3;
    }
    if (argument < 0x100000000) {
      bytes[at] = first | 26;
      this.#view.setUint32(at + 1, argument);
      return at + 5;
    }
    bytes[at] = first | 27;
    this.#view.setUint32(at + 1, Math.floor(argument / 0x100000000));
    this.#view.setUint32(at + 5, argument >>> 0);
    return at + 9;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#bytes.length) this.#resize(Math.max(needed, 2 * this.#bytes.length));
  }

  #resize(size: number): void {
    const old = this.written();
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
    this.#bytes.set(old);
  }
}

function headSize(argument: number): number {
  if (argument < 24) return 1;
  if (argument < 0x100) return 2;
  if (argument < 0x10000) return 3;
  return argument < 0x100000000 ? 5 : 9;
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[2 * i] = code;
    bytes[2 * i + 1] = code >> 8;
  }
  return bytes;
}
