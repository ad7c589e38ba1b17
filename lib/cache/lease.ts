/** Leases: which of the processes that share a cache makes what. Types only. */

import type { MerkleHash } from "../hash/digest.ts";

/** A process that makes something. */
export interface Holder {
  readonly pid: number;
  /** The body has ended; only its commit is awaited. */
  readonly ended: boolean;
}

/**
 * The leases of one run: says who makes what, so that nothing is made twice at once. A lease is an aid and no lock of the
 * cache: whoever runs something without one harms nothing but his own time.
 */
export interface Leases {
  /**
   * Whether other processes have written since the cache was opened, or are there: then entries may
   * be there by now that were looked for in vain.
   */
  readonly shared: boolean;
  /**
   * Takes leases; undefined if all are granted, else who has them, `undefined` for those that are
   * granted. With `anyway` all are.
   */
  claim(
    hashes: readonly MerkleHash[],
    anyway?: boolean,
  ): readonly (Holder | undefined)[] | undefined;
  /** The body has ended, and what it gave will be committed soon. */
  ended(hash: MerkleHash): void;
  /** Gives leases back: what they are for is committed, or won't be made here. */
  release(hashes: readonly MerkleHash[], committed: boolean): void;
  /** Who has these now, other than this process. */
  holders(hashes: readonly MerkleHash[]): readonly (Holder | undefined)[];
  /**
   * Nothing can go on here before these are made elsewhere. Whether that would be for ever, since
   * those who have them wait for what this process has.
   */
  deadlocked(hashes: readonly MerkleHash[]): boolean;
  /** Gives all back; nothing runs here any more. */
  leave(): void;
}
