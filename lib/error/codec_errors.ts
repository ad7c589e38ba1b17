/** What is wrong with serialisers, and with values and bytes that they are given. */

import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";

/** A value that JSON would change or drop silently. */
export function notJson(path: string, what: string): MerklError {
  return new MerklError({
    code: "codec-not-json",
    message: `${path} is ${what}, which JSON can't hold`,
    hint: "Convert it to numbers, texts, arrays and plain objects, or use the serializer `value`",
  });
}

/** A value of another type than the serialiser takes. */
export function wrongType(serializer: string, path: string, expected: string): MerklError {
  return new MerklError({
    code: "codec-wrong-type",
    message: `${path} can't be stored as ${serializer}: expected ${expected}`,
    hint: "Return that, or choose another `serializer`: value, json, jsonl, text, lines or bytes",
  });
}

/** A line that would be read back as several, or with its end cut off. */
export function brokenLine(path: string): MerklError {
  return new MerklError({
    code: "codec-broken-line",
    message: `${path} can't be stored as one line: it holds a line break`,
    hint: "Split it, or use the serializer `json`",
  });
}

/** Bytes that a serialiser can't read. */
export function unreadable(serializer: string, why: string): MerklError {
  return new MerklError({
    code: "codec-unreadable",
    message: `Content can't be read as ${serializer}: ${why}`,
    hint: "If the file was edited by hand, mend it; else have it computed again",
  });
}

/** No serialiser has this name. */
export function unknownSerializer(name: string, known: readonly string[]): MerklError {
  const near = nearest(name, known);
  return new MerklError({
    code: "serializer-unknown",
    message: `No serializer is called ${JSON.stringify(name)}: known are ${listed(known)}`,
    hint: near === undefined
      ? "Give one of these, or an object `{ name, version, dumps, loads }`"
      : `Did you mean ${JSON.stringify(near)}?`,
  });
}

/** An object that is no serialiser. */
export function badSerializer(what: string): MerklError {
  return new MerklError({
    code: "serializer-invalid",
    message: `Serializer is not valid: ${what}`,
    hint: "Expected `{ name: string, version: number, dumps(value): Uint8Array, loads(bytes) }`",
  });
}

/** `dumps` gave something else than bytes. */
export function badDump(name: string, given: string): MerklError {
  return new MerklError({
    code: "serializer-not-bytes",
    message: `\`dumps\` of serializer ${name} gave ${given}, but a Uint8Array was expected`,
    hint:
      "Encode a text with `new TextEncoder().encode(text)`, and await nothing: it is synchronous",
  });
}

/** A path from whose extension and value no serialiser follows. */
export function noSerializerForPath(path: string): MerklError {
  return new MerklError({
    code: "serializer-for-path",
    message: `${path} has no extension that says how to write what is neither bytes nor a text`,
    hint:
      'Name the serializer: `.to(path, { serializer: "json" })`, or use an extension such as .json',
  });
}
