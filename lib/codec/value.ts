/** The default serialiser: the canonical encoding itself. */

import { decode, encode } from "../hash/canonical.ts";
import type { Serializer } from "./codec.ts";

/** Plain data of every kind, without loss: Maps, Dates, typed arrays, -0, holes, order. */
export const value: Serializer = {
  name: "value",
  version: 1,
  lossless: true,
  dumps: (value) => encode(value, { root: "result" }),
  loads: (bytes) => decode(bytes),
};
