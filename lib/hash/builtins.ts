/** Built-in objects that are data: dates, regular expressions and everything made of bytes. */

import type { ByteWriter } from "./byte_writer.ts";
import { MAJOR, TAG, TYPED_ARRAYS } from "./tags.ts";

/** Tag by prototype; 0 is a bare byte string. */
const VIEW_TAGS = new Map<object, number>([
  [Uint8Array.prototype, 0],
  [DataView.prototype, TAG.dataView],
  ...TYPED_ARRAYS.map(([tag, type]) => [type.prototype, tag] as [object, number]),
]);

/** Whether it is the prototype of Node's Buffer, whose module takes its time to load. */
function isBuffers(proto: object): boolean {
  return proto === process.getBuiltinModule("node:buffer").Buffer.prototype;
}

/** Whether bytes lie in memory of another thread, which may change them at any moment. */
export function isShared(value: object): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  return typeof SharedArrayBuffer === "function" && buffer instanceof SharedArrayBuffer;
}

/** Whether `value` is a real Map (or Set) and not just made with its prototype. */
export function isCollection(value: object, proto: object): value is Map<unknown, unknown> {
  if (proto !== Map.prototype && proto !== Set.prototype) return false;
  try {
    Reflect.get(proto, "size", value);
    return true;
  } catch {
    return false;
  }
}

/** Writes a built-in object that has no items of its own; false if `value` is none. */
export function writeBuiltin(out: ByteWriter, value: object, proto: object): boolean {
  if (ArrayBuffer.isView(value)) {
    const tag = VIEW_TAGS.get(proto) ?? (isBuffers(proto) ? TAG.buffer : undefined);
    if (tag === undefined) return false;
    if (tag !== 0) out.head(MAJOR.tag, tag);
    out.bytes(
      proto === Uint8Array.prototype
        ? value as Uint8Array
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
    );
    return true;
  }
  if (proto === Date.prototype) return writeDate(out, value as Date);
  if (proto === RegExp.prototype) return writeRegExp(out, value as RegExp);
  if (proto === ArrayBuffer.prototype && value instanceof ArrayBuffer) {
    out.head(MAJOR.tag, TAG.arrayBuffer);
    out.bytes(new Uint8Array(value));
    return true;
  }
  return false;
}

function writeDate(out: ByteWriter, date: Date): boolean {
  let time: number;
  try {
    time = Date.prototype.getTime.call(date);
  } catch {
    return false; // only made with the prototype
  }
  out.head(MAJOR.tag, TAG.date);
  out.number(time);
  return true;
}

function writeRegExp(out: ByteWriter, regexp: RegExp): boolean {
  if (!Object.hasOwn(regexp, "lastIndex") || typeof regexp.lastIndex !== "number") return false;
  out.head(MAJOR.tag, TAG.regexp);
  out.head(MAJOR.array, 3);
  out.text(regexp.source);
  out.text(regexp.flags);
  out.number(regexp.lastIndex);
  return true;
}
