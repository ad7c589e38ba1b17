/**
 * The canonical encoding of values: bytes that are equal exactly if no body could tell the values
 * apart. Deterministic CBOR with a few tags (`tags.ts`); `docs/hashing.md` has the whole table.
 *
 * Which object sits where is not encoded: a body is given a decoded copy, in which nothing is shared.
 */

import {
  classInstance,
  functionValue,
  futureValue,
  promiseValue,
  unsupportedValue,
} from "../error/value_errors.ts";
import { isCollection, isShared, writeBuiltin } from "./builtins.ts";
import { ByteWriter } from "./byte_writer.ts";
import { sha256 } from "./digest.ts";
import { checkArray, checkBuiltin, hasSymbols, ownValue } from "./plain.ts";
import { MAJOR, SIMPLE, TAG } from "./tags.ts";
import { WalkStack } from "./walk_stack.ts";

export { decode } from "./decode.ts";

/** Key of the method by which an instance of a class says what it is hashed by. */
export const HASH_METHOD: unique symbol = Symbol.for("merkl.hash") as never;

/** What an object that isn't plain data is encoded as; on decoding, a slot either way. */
export type Replacement =
  /** An opaque place: what stands there is hashed by the caller. */
  | { readonly kind: "slot" }
  /** A value known by something else than its data, such as a file by the hash of its content. */
  | { readonly kind: "identity"; readonly tag: string; readonly hash: string }
  /** A value that its own `[merkl.hash]()` method stands for, together with the hash of its code. */
  | { readonly kind: "code"; readonly hash: string };

export interface EncodeOptions {
  /**
   * Called for objects and functions that aren't plain data, before they are refused. Returns what
   * stands for it, or undefined to refuse it. `path` gives its place, such as `args[0].model`.
   */
  readonly replace?: (value: object, path: () => string) => Replacement | undefined;
  /** Root of paths in errors. @default {"value"} */
  readonly root?: string;
  /**
   * Is given every value that was replaced (by `replace` or by its own `[merkl.hash]()` method), in
   * order of occurrence: what `decode` needs as its slots.
   */
  readonly slots?: unknown[];
}

/**
 * The canonical encoding of a value, in a fresh array.
 * @throws {MerklError} `value-…` that names the path to what isn't plain data
 */
export function encode(value: unknown, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  return withEncoder(value, options, copied);
}

/** SHA-256 of the canonical encoding, as 64 hex digits; throws as {@link encode} does. */
export function hashValue(value: unknown, options: EncodeOptions = {}): string {
  return withEncoder(value, options, sha256);
}

/** As {@link hashValue}, together with the encoding unless that has more than `most` bytes. */
export function hashAndEncode(
  value: unknown,
  options: EncodeOptions,
  most: number,
): { hash: string; bytes: Uint8Array<ArrayBuffer> | undefined } {
  return withEncoder(value, options, (bytes) => ({
    hash: sha256(bytes),
    bytes: bytes.length > most ? undefined : copied(bytes),
  }));
}

/** A new array costs 0.6 us, whatever its size: small ones share a slab, as Node's Buffers do. */
const SLAB_SIZE = 1 << 14;
const SMALL = 1 << 9;
let slab = new Uint8Array(0);

function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length > SMALL) return bytes.slice();
  if (bytes.length > slab.length) slab = new Uint8Array(SLAB_SIZE);
  const copy = slab.subarray(0, bytes.length);
  slab = slab.subarray(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Encoders that are not in use. `replace` and getters of Proxies may encode in the midst of it. */
const idle: Encoder[] = [];

function withEncoder<T>(
  value: unknown,
  options: EncodeOptions,
  use: (bytes: Uint8Array<ArrayBuffer>) => T,
): T {
  const encoder = idle.pop() ?? new Encoder();
  try {
    return use(encoder.run(value, options));
  } finally {
    encoder.reset();
    idle.push(encoder);
  }
}

class Encoder {
  readonly #out = new ByteWriter();
  readonly #stack = new WalkStack();
  #options: EncodeOptions = {};

  run(value: unknown, options: EncodeOptions): Uint8Array<ArrayBuffer> {
    this.#options = options;
    this.#stack.root = options.root ?? "value";
    this.#write(value);
    this.#walk();
    return this.#out.written();
  }

  reset(): void {
    this.#out.reset();
    this.#stack.reset();
    this.#options = {};
  }

  /** Writes the items of the containers on the stack, an explicit one since nesting may be deep. */
  #walk(): void {
    const stack = this.#stack;
    for (let frame = stack.top; frame !== undefined; frame = stack.top) {
      if (frame.at === frame.size) {
        stack.pop();
        continue;
      }
      const i = frame.at++;
      if (frame.keys !== undefined) {
        const key = frame.keys[i]!;
        this.#out.text(key);
        this.#write(ownValue(frame.source, key, stack));
      } else {
        const item = frame.items[i];
        if (item === undefined && !(i in frame.items)) this.#hole();
        else this.#write(item);
      }
    }
  }

  #hole(): void {
    this.#out.head(MAJOR.tag, TAG.hole);
    this.#out.byte(SIMPLE.undefined);
  }

  #write(value: unknown): void {
    switch (typeof value) {
      case "string":
        return this.#out.text(value);
      case "number":
        return this.#out.number(value);
      case "boolean":
        return this.#out.byte(value ? SIMPLE.true : SIMPLE.false);
      case "undefined":
        return this.#out.byte(SIMPLE.undefined);
      case "bigint":
        return this.#out.bigint(value);
      case "symbol":
        throw unsupportedValue(this.#stack.path(), `a symbol (${String(value)})`);
      case "function": {
        const replacement = this.#replacement(value);
        if (replacement === undefined || replacement.kind === "code") {
          throw functionValue(this.#stack.path(), value.name);
        }
        return this.#replace(value, replacement);
      }
      case "object":
        if (value === null) this.#out.byte(SIMPLE.null);
        else this.#object(value);
    }
  }

  #object(value: object): void {
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      if (hasSymbols(value)) return this.#special(value);
      const keys = Object.getOwnPropertyNames(value);
      this.#open(prototype === null ? TAG.nullObject : TAG.object, 2 * keys.length);
      this.#stack.push("object", value, { keys });
    } else if (prototype === Array.prototype && Array.isArray(value)) {
      checkArray(value, this.#stack);
      this.#out.head(MAJOR.array, value.length);
      this.#stack.push("array", value, { items: value });
    } else if (isCollection(value, prototype)) {
      checkBuiltin(value, this.#stack);
      const isMap = prototype === Map.prototype;
      const items = isMap ? [...value].flat(1) : [...value];
      this.#open(isMap ? TAG.map : TAG.set, items.length);
      this.#stack.push(isMap ? "map" : "set", value, { items });
    } else if (isShared(value)) {
      throw unsupportedValue(this.#stack.path(), "shared memory");
    } else if (writeBuiltin(this.#out, value, prototype)) {
      checkBuiltin(value, this.#stack);
    } else {
      this.#special(value);
    }
  }

  #open(tag: number, size: number): void {
    this.#out.head(MAJOR.tag, tag);
    this.#out.head(MAJOR.array, size);
  }

  /** An object that isn't plain data: replaced, hashed by its own method, or refused. */
  #special(value: object): void {
    const replacement = this.#replacement(value);
    if (replacement !== undefined && replacement.kind !== "code") {
      return this.#replace(value, replacement);
    }
    const method = Reflect.get(value, HASH_METHOD);
    if (typeof method !== "function") throw refusal(value, this.#stack.path());
    this.#options.slots?.push(value);
    const items = [Reflect.apply(method, value, []), ...(replacement ? [replacement.hash] : [])];
    this.#open(TAG.identity, 1 + items.length);
    this.#out.text(`class ${className(value)}`);
    this.#stack.push("hashed", value, { items });
  }

  #replacement(value: object): Replacement | undefined {
    return this.#options.replace?.(value, () => this.#stack.path());
  }

  #replace(value: object, replacement: Exclude<Replacement, { kind: "code" }>): void {
    this.#options.slots?.push(value);
    if (replacement.kind === "slot") {
      this.#out.head(MAJOR.tag, TAG.slot);
      this.#out.byte(SIMPLE.null);
    } else {
      this.#open(TAG.identity, 2);
      this.#out.text(replacement.tag);
      this.#out.text(replacement.hash);
    }
  }
}

/** What marks a Future, which nobody here knows; it is replaced wherever one may be. */
const FUTURE = Symbol.for("merkl.node");

function refusal(value: object, path: string): Error {
  if (value instanceof Promise) return promiseValue(path);
  if (FUTURE in value) return futureValue(path);
  const name = className(value);
  if (value instanceof String || value instanceof Number || value instanceof Boolean) {
    return unsupportedValue(path, `a boxed primitive (new ${name})`);
  }
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
    return unsupportedValue(path, `a ${name}`);
  }
  if (hasSymbols(value) && Object.getPrototypeOf(value) === Object.prototype) {
    return unsupportedValue(path, "an object with symbols as keys");
  }
  return classInstance(path, name);
}

/** The name of the class of an object, for people. */
export function className(value: object): string {
  const constructor: unknown = Reflect.get(value, "constructor");
  return typeof constructor === "function" && constructor.name
    ? constructor.name
    : "an unnamed class";
}
