/** What is known of a function from `fn.toString()` alone. */

import { sha256 } from "../hash/digest.ts";
import type { Fn } from "./locate.ts";
import { parseFunction } from "./parse.ts";
import { functionInfo } from "./signature.ts";
import type { FunctionInfo } from "./summary.ts";

/** Signature and returns as JavaScript shows them: without types. */
export function infoOfSource(fn: Fn): FunctionInfo {
  const parsed = parseFunction(Function.prototype.toString.call(fn));
  if (parsed) return functionInfo(parsed.node, parsed.text);
  return {
    params: Array.from(
      { length: fn.length },
      (_, i) => ({ name: `arg${i}`, optional: false, rest: false }),
    ),
    signature: "(…)",
    outs: { kind: "none", why: "the source of the function was not found", at: [0, 0] },
    length: fn.length,
    async: false,
    generator: false,
    span: [0, 0],
    text: sha256(Function.prototype.toString.call(fn)),
  };
}
