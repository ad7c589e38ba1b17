/** Where a piece of a source file stands, for people. */

import { type Place, placeAt } from "../error/place.ts";
import type { SourceSpan } from "./export_info.ts";
import { withoutBom } from "./parse.ts";

/** Its place; undefined if the file can't be read any more. */
export function placeOfSpan({ file, span: [start, end] }: SourceSpan): Place | undefined {
  try {
    return placeAt(file, withoutBom(Deno.readTextFileSync(file)), start, end);
  } catch {
    return undefined;
  }
}
