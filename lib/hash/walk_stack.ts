/** Where an encoder is in a nested value: the open containers, the path to them, and cycles. */

import { cyclicValue } from "../error/value_errors.ts";

/** A container of which some items are still to be written. */
interface Frame {
  kind: "object" | "array" | "map" | "set" | "hashed";
  source: object;
  /** Of an object; else `items` counts. */
  keys: readonly string[] | undefined;
  items: readonly unknown[];
  /** Index of the next item. */
  at: number;
  size: number;
}

/**
 * Only from this depth on is it looked whether a container is open already: a cycle gets there at
 * once, and the common shallow value pays nothing.
 */
const CYCLE_DEPTH = 64;
const NONE: readonly unknown[] = [];

/** The open containers, outermost first. Frames are used again, so that pushing allocates nothing. */
export class WalkStack {
  /** Name of the whole value in paths. */
  root = "value";
  /** The innermost open container. */
  top: Frame | undefined;
  readonly #frames: Frame[] = [];
  #depth = 0;
  #open: Set<object> | undefined;

  /** Opens a container; an object has keys, all others have items. */
  push(
    kind: Frame["kind"],
    source: object,
    content: { readonly keys: readonly string[] } | { readonly items: readonly unknown[] },
  ): void {
    if (this.#depth >= CYCLE_DEPTH) this.#checkCycle(source);
    const keys = "keys" in content ? content.keys : undefined;
    const items = "items" in content ? content.items : NONE;
    const size = (keys ?? items).length;
    const frame = this.#frames[this.#depth];
    if (frame === undefined) {
      this.top = this.#frames[this.#depth] = { kind, source, keys, items, at: 0, size };
    } else {
      frame.kind = kind;
      frame.source = source;
      frame.keys = keys;
      frame.items = items;
      frame.at = 0;
      frame.size = size;
      this.top = frame;
    }
    this.#depth++;
  }

  /** Closes the innermost container. */
  pop(): void {
    const frame = this.top!;
    this.#open?.delete(frame.source);
    frame.source = frame.items = NONE;
    frame.keys = undefined;
    this.#depth--;
    this.top = this.#depth === 0 ? undefined : this.#frames[this.#depth - 1];
  }

  /** Closes all, also after an error. */
  reset(): void {
    while (this.top !== undefined) this.pop();
    if (this.#frames.length > CYCLE_DEPTH) this.#frames.length = CYCLE_DEPTH;
    this.#open = undefined;
  }

  /** The path of the value being written: `args[0].model`. */
  path(depth: number = this.#depth): string {
    let path = this.root;
    for (let i = 0; i < depth; i++) path += step(this.#frames[i]!);
    return path;
  }

  #checkCycle(source: object): void {
    this.#open ??= new Set(this.#frames.slice(0, this.#depth).map((frame) => frame.source));
    if (this.#open.has(source)) throw this.#cycle(source);
    this.#open.add(source);
  }

  /** The cycle was noticed late: names the first place where a container holds itself. */
  #cycle(source: object): Error {
    const sources = this.#frames.slice(0, this.#depth).map((frame) => frame.source);
    sources.push(source);
    const first = new Map<object, number>();
    for (const [depth, item] of sources.entries()) {
      const seen = first.get(item);
      if (seen !== undefined) return cyclicValue(this.path(depth), this.path(seen));
      first.set(item, depth);
    }
    return cyclicValue(this.path(), this.root);
  }
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

function step(frame: Frame): string {
  const at = frame.at - 1;
  switch (frame.kind) {
    case "object": {
      const key = frame.keys![at]!;
      return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    }
    case "array":
      return `[${at}]`;
    case "map": {
      const key = frame.items[at - (at % 2)];
      const shown = typeof key === "object" && key !== null ? `key ${at >> 1}` : keyText(key);
      return at % 2 === 0 ? `.keys()[${at >> 1}]` : `.get(${shown})`;
    }
    case "set":
      return `.values()[${at}]`;
    case "hashed":
      return '[Symbol.for("merkl.hash")]()';
  }
}

function keyText(key: unknown): string {
  return typeof key === "string" ? JSON.stringify(key) : String(key);
}
