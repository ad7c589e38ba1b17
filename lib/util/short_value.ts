/** Values in a few characters, for people. */

import { grouped, shorten } from "./text.ts";

/** What a special object is shown as; undefined for those that are shown by their parts. */
export type ShowObject = (value: object) => string | undefined;

/** How many characters the name of a property has at most. */
const LONGEST_KEY = 40;

/**
 * A value as source text has it, cut to about `length` characters. Reads no more of it than is shown,
 * however large it is, and never fails.
 *
 * @param special What objects of a kind of their own are shown as
 */
export function shortValue(value: unknown, length: number, special?: ShowObject): string {
  const writer = new Writer(length, special);
  try {
    writer.write(value);
  } catch {
    writer.text += "…"; // a getter or a proxy that throws
  }
  return shorten(writer.text.replace(/\s+/g, " "), length);
}

class Writer {
  text = "";

  constructor(readonly length: number, readonly special: ShowObject | undefined) {}

  /** Each level writes at least one character, so what is deep ends as what is long does. */
  write(value: unknown): void {
    if (this.text.length > this.length) return;
    if (typeof value === "string") this.text += JSON.stringify(value.slice(0, this.length));
    else if (typeof value === "bigint") this.text += `${value}n`;
    else if (typeof value === "function") this.text += value.name || "a function";
    else if (typeof value === "object" && value !== null) this.#object(value);
    else this.text += Object.is(value, -0) ? "-0" : String(value);
  }

  #object(value: object): void {
    const shown = this.special?.(value);
    if (shown !== undefined) this.text += shown;
    else if (Array.isArray(value)) this.#list("[", value, "]");
    else if (value instanceof Date) {
      this.text += isNaN(+value) ? "Invalid Date" : value.toISOString();
    } else if (value instanceof RegExp) this.text += String(value);
    else if (value instanceof Set) this.#list("Set {", value, "}");
    else if (value instanceof Map) this.#pairs("Map {", value, " => ");
    else if (ArrayBuffer.isView(value)) {
      this.text += `${value.constructor.name}(${grouped(value.byteLength)} bytes)`;
    } else {
      const prototype = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) {
        this.#pairs("{", propertiesOf(value), ": ");
      } else this.text += prototype.constructor?.name || "an object";
    }
  }

  #list(open: string, items: Iterable<unknown>, close: string): void {
    this.text += open;
    let first = true;
    for (const item of items) {
      if (!first) this.text += ", ";
      first = false;
      if (this.text.length > this.length) return;
      this.write(item);
    }
    this.text += close;
  }

  #pairs(open: string, pairs: Iterable<readonly [unknown, unknown]>, between: string): void {
    this.text += open;
    let first = true;
    for (const [key, value] of pairs) {
      this.text += first ? "" : ", ";
      first = false;
      if (this.text.length > this.length) return;
      if (typeof key === "string" && between === ": ") this.#key(key);
      else this.write(key);
      this.text += between;
      this.write(value);
    }
    this.text += "}";
  }

  #key(key: string): void {
    const cut = shorten(key, LONGEST_KEY);
    this.text += /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? cut : JSON.stringify(cut);
  }
}

/** Each is read when it is its turn. */
function* propertiesOf(value: object): Iterable<readonly [string, unknown]> {
  for (const key of Object.keys(value)) yield [key, (value as Record<string, unknown>)[key]];
}
