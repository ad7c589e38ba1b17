/** What `put_worker.ts` records: every fourth content is large and shared with other processes. */

import { utf8 } from "../../lib/util/bytes.ts";

/** The name of the i-th result. */
export function nameOf(prefix: string, i: number): string {
  return `${prefix} ${i}`;
}

/** The bytes of the i-th result. */
export function bytesOf(prefix: string, i: number): Uint8Array {
  return i % 4 === 0 ? new Uint8Array(10_000 + i % 50) : utf8(`${prefix} ${i}`);
}
