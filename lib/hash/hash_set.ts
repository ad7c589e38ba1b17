/** Sets of hashes. */

import { hashNumber } from "./digest.ts";

/** A Set of hashes; a Set of texts takes four times as long for those that are new. */
export class HashSet {
  readonly #byNumber = new Map<number, string>();
  /** Those whose number another one has. */
  readonly #others = new Set<string>();

  /** Adds a hash of hex digits, unless it is there. */
  add(hash: string): void {
    const number = hashNumber(hash);
    const known = this.#byNumber.get(number);
    if (known === undefined) this.#byNumber.set(number, hash);
    else if (known !== hash) this.#others.add(hash);
  }

  /** Whether a hash is there. */
  has(hash: string): boolean {
    const known = this.#byNumber.get(hashNumber(hash));
    return known === hash || (known !== undefined && this.#others.has(hash));
  }
}
