/** Values from their canonical encoding: the exact inverse of `canonical.ts`. */

import { ByteReader } from "./byte_reader.ts";
import { MAJOR, SIMPLE, TAG } from "./tags.ts";
import { readBuiltin, readText } from "./read_builtin.ts";

/**
 * The value of a canonical encoding, fresh at each call. The nth value that was replaced when it was
 * encoded becomes `slots[n]`. Nothing in the bytes is ever executed.
 * @throws {MerklError} `value-damaged` if the bytes are not an encoding, or slots are missing
 */
export function decode(bytes: Uint8Array, slots: readonly unknown[] = []): unknown {
  return new Decoder(bytes, slots).run();
}

/** A container that waits for items. */
interface Frame {
  readonly kind: "array" | "object" | "map" | "set" | "identity";
  readonly target: unknown;
  /** Items (of objects and Maps: pairs) still to come. */
  left: number;
  /** What the next value belongs to. */
  key: unknown;
  /** Of a Map: whether the key has come and the value is next. */
  hasKey: boolean;
  /** How many entries `target` must have in the end: fewer if a key came twice. */
  readonly size: number;
}

/** A container was opened: its items come first. */
const OPEN = Symbol();
const HOLE = Symbol();

class Decoder {
  readonly #in: ByteReader;
  readonly #slots: readonly unknown[];
  readonly #stack: Frame[] = [];
  #slot = 0;

  constructor(bytes: Uint8Array, slots: readonly unknown[]) {
    this.#in = new ByteReader(bytes);
    this.#slots = slots;
  }

  run(): unknown {
    let value = this.#complete(this.#item());
    while (this.#stack.length > 0) {
      const frame = this.#stack.at(-1)!;
      if (frame.kind === "object") frame.key = readText(this.#in);
      value = this.#complete(this.#item());
    }
    if (this.#in.left > 0) throw this.#in.damaged("something follows the value");
    if (value === HOLE) throw this.#in.damaged("a hole is outside of an array");
    return value;
  }

  /** Puts a value where it belongs, and so on with each container that is full by that. */
  #complete(value: unknown): unknown {
    const stack = this.#stack;
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      if (value !== OPEN) this.#put(frame, value);
      if (frame.left > 0) return OPEN;
      stack.pop();
      this.#checkSize(frame);
      value = frame.target;
    }
    return value;
  }

  #put(frame: Frame, value: unknown): void {
    if (value === HOLE && frame.kind !== "array") {
      throw this.#in.damaged("a hole is outside of an array");
    }
    if (frame.kind === "map" && !frame.hasKey) {
      frame.key = value;
      frame.hasKey = true;
      return;
    }
    frame.left--;
    switch (frame.kind) {
      case "array":
        if (value === HOLE) (frame.target as unknown[]).length++;
        else (frame.target as unknown[]).push(value);
        return;
      case "object":
        return setOwn(frame.target as Record<string, unknown>, frame.key as string, value);
      case "map":
        (frame.target as Map<unknown, unknown>).set(frame.key, value);
        frame.hasKey = false;
        return;
      case "set":
        (frame.target as Set<unknown>).add(value);
        return;
      case "identity": // what the value is hashed by is of no use here
    }
  }

  #checkSize({ kind, target, size }: Frame): void {
    const found = kind === "object"
      ? Object.keys(target as object).length
      : kind === "map" || kind === "set"
      ? (target as Set<unknown>).size
      : size;
    if (found !== size) throw this.#in.damaged("a key comes twice");
  }

  #push(kind: Frame["kind"], target: unknown, size: number): typeof OPEN {
    if (size > this.#in.left) throw this.#in.damaged("it ends too early");
    this.#stack.push({ kind, target, left: size, key: undefined, hasKey: false, size });
    return OPEN;
  }

  /** Reads one item; of a container only the head. */
  #item(): unknown {
    const input = this.#in;
    input.head();
    switch (input.major) {
      case MAJOR.positive:
      case MAJOR.negative:
        return input.number();
      case MAJOR.bytes:
        return input.bytes().slice();
      case MAJOR.text:
        return input.text();
      case MAJOR.array:
        return this.#push("array", [], input.argument);
      case MAJOR.tag:
        return this.#tagged(input.argument);
      default:
        return this.#simple();
    }
  }

  #simple(): unknown {
    if (this.#in.major !== 7) throw this.#in.damaged("a CBOR map is not used by merkl");
    switch (0xe0 | this.#in.info) {
      case SIMPLE.false:
        return false;
      case SIMPLE.true:
        return true;
      case SIMPLE.null:
        return null;
      case SIMPLE.undefined:
        return undefined;
      default:
        return this.#in.number();
    }
  }

  #tagged(tag: number): unknown {
    switch (tag) {
      case TAG.object:
        return this.#push("object", {}, this.#pairs());
      case TAG.nullObject:
        return this.#push("object", Object.create(null), this.#pairs());
      case TAG.map:
        return this.#push("map", new Map(), this.#pairs());
      case TAG.set:
        return this.#push("set", new Set(), this.#in.expect(MAJOR.array, "an array"));
      case TAG.hole:
        this.#simpleByte(SIMPLE.undefined);
        return HOLE;
      case TAG.slot:
        this.#simpleByte(SIMPLE.null);
        return this.#nextSlot();
      case TAG.identity: {
        const size = this.#in.expect(MAJOR.array, "an array");
        if (size !== 2 && size !== 3) throw this.#in.damaged("an identity is odd");
        readText(this.#in);
        return this.#push("identity", this.#nextSlot(), size - 1);
      }
      default:
        return readBuiltin(this.#in, tag);
    }
  }

  #nextSlot(): unknown {
    const slot = this.#slot++;
    if (slot >= this.#slots.length) {
      throw this.#in.damaged(`it has more replaced values than the ${this.#slots.length} at hand`);
    }
    return this.#slots[slot];
  }

  #pairs(): number {
    const size = this.#in.expect(MAJOR.array, "an array");
    if (size % 2 === 1) throw this.#in.damaged("a key is without value");
    return size / 2;
  }

  #simpleByte(byte: number): void {
    this.#in.head();
    if (((this.#in.major << 5) | this.#in.info) !== byte) throw this.#in.damaged("a tag is odd");
  }
}

/** Sets an own property, also one that is a setter of all objects. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") target[key] = value;
  else {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}
