/** What a test of the contract is given. Types only. */

import type { Cache } from "../interfaces.ts";

/** A fresh cache, and room beside it. */
export interface ContractRig {
  readonly cache: Cache;
  /** A folder for files outside of the cache. */
  readonly folder: string;
}

/** What a cache does -> a function that throws if it doesn't. */
export type ContractTests = Readonly<Record<string, (rig: ContractRig) => Promise<void>>>;
