/** Canonical text under construction: pieces of text with references between them. */

import type { Ref } from "./summary.ts";

/** What a canonical text is made of: `texts[0] ref(order[0]) texts[1] …`. */
export interface Canonical {
  readonly texts: readonly string[];
  /** Index in `refs` of what stands between the texts. */
  readonly order: readonly number[];
  /** What is referred to, each once, in order of first use. */
  readonly refs: readonly Ref[];
}

/** Collects a canonical text. */
export class TextWriter {
  readonly #texts: string[] = [];
  readonly #order: number[] = [];
  readonly #refs: Ref[] = [];
  readonly #indices = new Map<string, number>();
  #text = "";

  /** Adds plain text. */
  write(text: string): void {
    this.#text += text;
  }

  /** Adds a reference to something that is hashed by itself. */
  refer(ref: Ref): void {
    this.#order.push(this.#add(ref));
    this.#texts.push(this.#text);
    this.#text = "";
  }

  #add(ref: Ref): number {
    const key = JSON.stringify({ ...ref, at: undefined });
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.#refs.length);
    return this.#refs.push(ref) - 1;
  }

  /** What was collected. */
  finish(): Canonical {
    return { texts: [...this.#texts, this.#text], order: this.#order, refs: this.#refs };
  }
}
