/** Evaluates and encodes the values of `tests/golden/encoding.json`. */

import { Buffer } from "node:buffer";
import { encode } from "../../lib/hash/canonical.ts";
import { sha256 } from "../../lib/hash/digest.ts";
import { toHex } from "../../lib/util/bytes.ts";

/** One golden vector. */
export interface GoldenVector {
  /** A JavaScript expression; `slot` and `file` stand for values that are replaced. */
  readonly value: string;
  /** Its canonical encoding. */
  readonly hex: string;
  readonly sha256: string;
}

export const GOLDEN_FILE = new URL("../golden/encoding.json", import.meta.url);

class Slot {}
class File {}
class Point {
  [Symbol.for("merkl.hash")]() {
    return { x: 1, y: 2 };
  }
}

/** The value of a golden expression. */
export function goldenValue(text: string): unknown {
  const scope = { Buffer, slot: new Slot(), file: new File(), Point };
  return new Function(...Object.keys(scope), `return (${text});`)(...Object.values(scope));
}

/** The vector of an expression as the encoder gives it now. */
export function goldenVector(text: string): GoldenVector {
  const bytes = encode(goldenValue(text), {
    replace: (value) => {
      if (value instanceof Slot) return { kind: "slot" };
      return value instanceof File ? { kind: "identity", tag: "file", hash: "00ff" } : undefined;
    },
  });
  return { value: text, hex: toHex(bytes), sha256: sha256(bytes) };
}
