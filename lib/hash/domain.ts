/** The version that every key carries. */

/**
 * Version of the key format: of the canonical encoding, of what counts as the same code, and of the
 * preimages in `graph/key.ts`. Raised only to mend a wrong hit, since every key changes with it.
 */
export const KEY_FORMAT = 1;
