/** Texts and lines, as UTF-8. */

import { brokenLine, unreadable, wrongType } from "../error/codec_errors.ts";
import { fromUtf8, utf8 } from "../util/bytes.ts";
import type { Serializer } from "./codec.ts";

/** A string as UTF-8. A lone surrogate, which UTF-8 can't hold, is refused. */
export const text: Serializer<string> = {
  name: "text",
  version: 1,
  lossless: true,
  dumps: (value) => {
    checkText(value, "text", "result");
    return utf8(value);
  },
  loads: (bytes) => loadText("text", bytes),
};

/** An array of strings, each ended by a newline. Lines of other programs may end with CRLF. */
export const lines: Serializer<readonly string[]> = {
  name: "lines",
  version: 1,
  lossless: true,
  dumps: (value) => {
    if (!Array.isArray(value)) throw wrongType("lines", "result", "an array of strings");
    let whole = "";
    for (let i = 0; i < value.length; i++) {
      const line: unknown = value[i];
      checkText(line, "lines", `result[${i}]`);
      if (line.includes("\n") || line.endsWith("\r")) throw brokenLine(`result[${i}]`);
      whole += line + "\n";
    }
    return utf8(whole);
  },
  loads: (bytes) => {
    const found = loadText("lines", bytes).split(/\r?\n/);
    if (found.at(-1) === "") found.pop();
    return found;
  },
};

/** The text of UTF-8 bytes; `serializer` is named if they are malformed. */
export function loadText(serializer: string, bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw unreadable(serializer, "it is not UTF-8");
  }
}

function checkText(value: unknown, serializer: string, path: string): asserts value is string {
  if (typeof value !== "string") throw wrongType(serializer, path, "a string");
  if (!value.isWellFormed()) {
    throw wrongType(serializer, path, "a string without lone surrogates (half characters)");
  }
}
