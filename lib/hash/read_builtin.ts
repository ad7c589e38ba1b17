/** Reads back what `builtins.ts` writes: tagged values without items of their own. */

import { toHex } from "../util/bytes.ts";
import type { ByteReader } from "./byte_reader.ts";
import { MAJOR, TAG, TYPED_ARRAYS } from "./tags.ts";

type TypedArray = new (buffer: ArrayBuffer) => ArrayBufferView;

const TYPES = new Map(TYPED_ARRAYS.map(([tag, type]) => [tag, type as unknown as TypedArray]));

/** The value of a tag whose head was read. Throws `value-damaged` for a tag that is not known. */
export function readBuiltin(input: ByteReader, tag: number): unknown {
  switch (tag) {
    case TAG.date:
      return readDate(input);
    case TAG.regexp:
      return readRegExp(input);
    case TAG.bigPositive:
      return readBigint(input);
    case TAG.bigNegative:
      return -1n - readBigint(input);
    case TAG.utf16:
      return readUtf16(input);
    case TAG.arrayBuffer:
      return readBytes(input).buffer;
    case TAG.dataView:
      return new DataView(readBytes(input).buffer);
    case TAG.buffer:
      return process.getBuiltinModule("node:buffer").Buffer.from(readBytes(input).buffer);
  }
  const type = TYPES.get(tag);
  if (type === undefined) throw input.damaged(`tag ${tag} is not known`);
  const bytes = readBytes(input);
  try {
    return new type(bytes.buffer);
  } catch {
    throw input.damaged("a typed array ends within an item");
  }
}

function readBytes(input: ByteReader): Uint8Array<ArrayBuffer> {
  input.expect(MAJOR.bytes, "a byte string");
  return input.bytes().slice();
}

function readNumber(input: ByteReader): number {
  input.head();
  return input.number();
}

function readDate(input: ByteReader): Date {
  const time = readNumber(input);
  const date = new Date(time);
  if (!Object.is(date.getTime(), time)) throw input.damaged("a date is out of range");
  return date;
}

function readRegExp(input: ByteReader): RegExp {
  if (input.expect(MAJOR.array, "an array") !== 3) throw input.damaged("a RegExp is odd");
  const source = readText(input);
  const flags = readText(input);
  const lastIndex = readNumber(input);
  try {
    const regexp = Object.assign(new RegExp(source, flags), { lastIndex });
    if (regexp.source === source && regexp.flags === flags) return regexp;
  } catch {
    // a SyntaxError: told below
  }
  throw input.damaged("a RegExp is malformed");
}

/** A text in either of its two forms. */
export function readText(input: ByteReader): string {
  input.head();
  if (input.major === MAJOR.text) return input.text();
  if (input.major === MAJOR.tag && input.argument === TAG.utf16) return readUtf16(input);
  throw input.damaged("a text is missing");
}

function readBigint(input: ByteReader): bigint {
  const bytes = readBytes(input);
  if (bytes[0] === 0) throw input.damaged("a bigint is not in its shortest form");
  return bytes.length === 0 ? 0n : BigInt("0x" + toHex(bytes));
}

function readUtf16(input: ByteReader): string {
  const bytes = readBytes(input);
  if (bytes.length % 2 === 1) throw input.damaged("a text ends within a character");
  const units = new Uint16Array(bytes.buffer);
  let text = "";
  for (let i = 0; i < units.length; i += 0x1000) {
    text += String.fromCharCode(...units.subarray(i, i + 0x1000));
  }
  if (text.isWellFormed()) throw input.damaged("a text is not in its shortest form");
  return text;
}
