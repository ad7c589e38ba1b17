/** JSON for people and other programs. */

import { unreadable, wrongType } from "../error/codec_errors.ts";
import type { Serializer } from "./codec.ts";
import { stringifyJson } from "./json_text.ts";
import { utf8 } from "../util/bytes.ts";
import { loadText } from "./text.ts";

/**
 * JSON with an indent of 2 and a newline at the end. Properties that are undefined are left out, as
 * everywhere in JSON; whatever else JSON would change is refused.
 */
export const json: Serializer = {
  name: "json",
  version: 1,
  dumps: (value) => utf8(stringifyJson(value, { root: "result", indent: 2 }) + "\n"),
  loads: (bytes) => parse("json", loadText("json", bytes)),
};

/** An array as lines of JSON (`.jsonl`, `.ndjson`). */
export const jsonl: Serializer<readonly unknown[]> = {
  name: "jsonl",
  version: 1,
  dumps: (value) => {
    if (!Array.isArray(value)) throw wrongType("jsonl", "result", "an array");
    const lines = Array.from(
      value,
      (item, i) => stringifyJson(item, { root: `result[${i}]` }) + "\n",
    );
    return utf8(lines.join(""));
  },
  loads: (bytes) => {
    const items: unknown[] = [];
    for (const [i, line] of loadText("jsonl", bytes).split("\n").entries()) {
      if (line.trim() !== "") items.push(parse(`jsonl (line ${i + 1})`, line));
    }
    return items;
  },
};

function parse(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(what, error instanceof Error ? error.message : String(error));
  }
}
