/** Reads the items of canonical CBOR; whatever isn't in its shortest form is damaged. */

import { damagedEncoding } from "../error/value_errors.ts";
import { MAJOR } from "./tags.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Up to here a loop over the bytes beats the call into TextDecoder (measured: ~70). */
const SHORT_TEXT = 64;
/** Texts up to this length are looked up among recent ones: keys of objects come again and again. */
const RECENT_LENGTH = 24;
const recent: string[] = new Array(512).fill("");

/** A place in bytes, with a method for each kind of item. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Offset of the next byte. */
  at = 0;
  /** Major type of the head that was read last. */
  major = 0;
  /** Low five bits of its first byte. */
  info = 0;
  /** Its argument. */
  argument = 0;

  constructor(bytes: Uint8Array) {
    // `slice` and `subarray` of a Buffer give Buffers, and its `slice` doesn't copy
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** The error that says what is wrong with the bytes here. */
  damaged(what: string): Error {
    return damagedEncoding(what, this.at);
  }

  /** Reads a head into `major`, `info` and `argument`. Of a float or simple value only the byte. */
  head(): void {
    if (this.at >= this.#bytes.length) throw this.damaged("it ends too early");
    const first = this.#bytes[this.at++]!;
    this.major = first >> 5;
    this.info = first & 31;
    this.argument = this.info;
    if (this.info > 23 && this.major !== 7) this.#longHead();
  }

  #longHead(): void {
    const size = 1 << (this.info - 24);
    if (size > 8) throw this.damaged("a length is not one");
    if (this.left < size) throw this.damaged("it ends too early");
    const { at } = this;
    this.at += size;
    if (size === 1) this.argument = this.#bytes[at]!;
    else if (size === 2) this.argument = this.#view.getUint16(at);
    else if (size === 4) this.argument = this.#view.getUint32(at);
    else this.argument = this.#view.getUint32(at) * 0x100000000 + this.#view.getUint32(at + 4);
    const least = size === 1 ? 24 : 256 ** (size / 2);
    if (this.argument < least || this.argument > Number.MAX_SAFE_INTEGER) {
      throw this.damaged("a number is not in its shortest form");
    }
  }

  /** The argument of a head that must be of a major type. */
  expect(major: number, what: string): number {
    this.head();
    if (this.major !== major) throw this.damaged(`${what} is missing`);
    return this.argument;
  }

  /** The number whose head was read last: an integer, or a float with `info` 25 to 27. */
  number(): number {
    if (this.major === MAJOR.positive) return this.argument;
    if (this.major === MAJOR.negative) return this.#integer(-1 - this.argument);
    if (this.major !== 7 || this.info < 25 || this.info > 27) {
      throw this.damaged("a number is missing");
    }
    const size = 1 << (this.info - 24);
    if (this.left < size) throw this.damaged("it ends too early");
    const { at } = this;
    this.at += size;
    if (size === 2) {
      return this.#float(this.#view.getFloat16(at), this.#view.getUint16(at) === 0x7e00);
    }
    if (size === 4) {
      const value = this.#view.getFloat32(at);
      return this.#float(value, Math.f16round(value) !== value);
    }
    const value = this.#view.getFloat64(at);
    return this.#float(value, Math.fround(value) !== value);
  }

  #integer(value: number): number {
    if (!Number.isSafeInteger(value)) throw this.damaged("an integer is too large");
    return value;
  }

  /** `special` is whether a NaN is the one NaN, and whether no shorter float would do. */
  #float(value: number, special: boolean): number {
    const shortest = Number.isNaN(value)
      ? this.info === 25 && special
      : (this.info === 25 || special) && (!Number.isSafeInteger(value) || Object.is(value, -0));
    if (!shortest) throw this.damaged("a number is not in its shortest form");
    return value;
  }

  /** The bytes of a string whose length is `argument`: a view. */
  bytes(): Uint8Array {
    if (this.argument > this.left) throw this.damaged("it ends too early");
    const start = this.at;
    this.at += this.argument;
    return this.#bytes.subarray(start, this.at);
  }

  /** The text whose head was read last. */
  text(): string {
    const length = this.argument;
    if (length > SHORT_TEXT) return this.#utf8();
    if (length > this.left) throw this.damaged("it ends too early");
    const slot = length > RECENT_LENGTH ? -1 : this.#slot(length);
    if (slot >= 0 && this.#isNext(recent[slot]!, length)) {
      this.at += length;
      return recent[slot]!;
    }
    let text = "";
    for (let i = 0; i < length; i++) {
      const byte = this.#bytes[this.at + i]!;
      if (byte > 0x7f) return this.#utf8();
      text += String.fromCharCode(byte);
    }
    if (slot >= 0) recent[slot] = text;
    this.at += length;
    return text;
  }

  #slot(length: number): number {
    if (length === 0) return 0;
    const [bytes, at] = [this.#bytes, this.at];
    const middle = bytes[at + (length >> 1)]!;
    return (length * 31 + bytes[at]! * 7 + middle * 17 + bytes[at + length - 1]! * 131) & 511;
  }

  #isNext(text: string, length: number): boolean {
    if (text.length !== length) return false;
    for (let i = 0; i < length; i++) {
      if (text.charCodeAt(i) !== this.#bytes[this.at + i]) return false;
    }
    return true;
  }

  #utf8(): string {
    const bytes = this.bytes();
    try {
      return decoder.decode(bytes);
    } catch {
      throw this.damaged("a text is not UTF-8");
    }
  }
}
