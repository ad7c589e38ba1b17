/** Writing that may take only part of what it is given. */

/** Writes all bytes to a file or stream, however many calls that takes. */
export function writeAll(
  to: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): void {
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}
