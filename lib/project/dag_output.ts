/** Long texts to a file or to standard output, in pieces: one string can't hold all of them. */

import { graphUnwritable } from "../error/dag_errors.ts";
import { writeFileAtomicSync } from "../util/atomic_write.ts";
import { concatBytes } from "../util/bytes.ts";
import { printBytes } from "../util/print_line.ts";

/** Characters that are encoded at a time. */
const BLOCK = 1 << 18;

/** Writes pieces of text to standard output. */
export function print(pieces: Iterable<string>): void {
  for (const bytes of blocks(pieces)) printBytes(bytes);
}

/**
 * Writes pieces of text to a file, whole or not at all; to a device or a pipe as they come.
 * @param shown The path as people are told it
 * @throws {MerklError} `graph-unwritable`
 */
export function save(path: string, pieces: Iterable<string>, shown: string): void {
  const bytes = concatBytes([...blocks(pieces)]);
  try {
    if (isSpecial(path)) Deno.writeFileSync(path, bytes);
    else writeFileAtomicSync(behindLinks(path), bytes);
  } catch (cause) {
    throw graphUnwritable(shown, cause);
  }
}

function* blocks(pieces: Iterable<string>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  let held = "";
  for (const piece of pieces) {
    held += piece;
    if (held.length < BLOCK) continue;
    yield encoder.encode(held);
    held = "";
  }
  yield encoder.encode(held);
}

/** Where a link leads to, which would else be replaced. */
function behindLinks(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/** Whether there is something at a path that must not be replaced by a file. */
function isSpecial(path: string): boolean {
  try {
    return !Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
