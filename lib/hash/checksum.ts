/** A checksum of texts that tells damage, though no intent; cheaper than SHA-256 where code is cold. */

import { utf8 } from "../util/bytes.ts";

/**
 * 64 bits of a text's UTF-8 as 16 hex digits. Bytes that differ in one place, up to four of them, always
 * give another one: each step can be undone, so that what differs stays different.
 *
 * The steps are like those of MurmurHash3 (Austin Appleby, 2011), in two lanes.
 */
export function checksum(text: string): string {
  const bytes = utf8(text);
  const whole = bytes.length >> 2;
  const words = bytes.byteOffset % 4 === 0
    ? new Int32Array(bytes.buffer, bytes.byteOffset, whole)
    : new Int32Array(bytes.slice(0, 4 * whole).buffer);
  let a = bytes.length;
  let b = ~bytes.length;
  for (let i = 0; i < whole; i++) {
    const word = words[i]!;
    a = Math.imul(a ^ word, 0x1b873593);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0xcc9e2d51);
    b ^= b >>> 16;
  }
  for (let i = 4 * whole; i < bytes.length; i++) {
    a = Math.imul(a ^ bytes[i]!, 0x1b873593);
    b = Math.imul(b ^ bytes[i]!, 0xcc9e2d51);
  }
  return hex(a) + hex(b);
}

/** Eight digits, of bits that all depend on all. */
function hex(lane: number): string {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, "0");
}
