/** Bytes as they are. */

import { wrongType } from "../error/codec_errors.ts";
import type { Serializer } from "./codec.ts";

/** A Uint8Array as it is. A Buffer is taken too and comes back as a Uint8Array: so not `lossless`. */
export const bytes: Serializer<Uint8Array> = {
  name: "bytes",
  version: 1,
  dumps: (value) => {
    if (!(value instanceof Uint8Array)) throw wrongType("bytes", "result", "a Uint8Array");
    return value;
  },
  // not `slice`: that of a Buffer shares its memory
  loads: (bytes) => new Uint8Array(bytes),
};
