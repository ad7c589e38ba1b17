/**
 * What merkl relies on in a cache, as tests: run them against one of your own.
 *
 * @example
 * ```ts ignore
 * import { MemoryCache } from "@merkl/merkl/cache";
 * import { cacheContract } from "@merkl/merkl/contract";
 *
 * cacheContract("MemoryCache", () => ({ cache: new MemoryCache() }));
 * ```
 *
 * @module
 */

import type { Cache } from "../interfaces.ts";
import { CACHE_TESTS } from "./cache_tests.ts";
import { FILE_TESTS } from "./file_tests.ts";
import { NOTE_TESTS } from "./note_tests.ts";

/** A cache to be tested. */
export interface Opened {
  /** An empty one; the tests close it. */
  readonly cache: Cache;
  /** Lets go of what belongs to it, after it was closed. @default nothing */
  readonly close?: () => void | Promise<void>;
}

/** Registers one test; `Deno.test` and the `test` of other frameworks are such. */
export type Register = (name: string, fn: () => Promise<void>) => void;

/**
 * Registers the tests. Each fails with an `AssertionError` that shows what was expected.
 *
 * @param name The cache's, for the names of the tests.
 * @param open Makes a fresh cache; called once for each test.
 * @param test Registers a test.
 */
export function cacheContract(
  name: string,
  open: () => Opened | Promise<Opened>,
  test: Register = Deno.test,
): void {
  for (const [what, run] of Object.entries({ ...CACHE_TESTS, ...FILE_TESTS, ...NOTE_TESTS })) {
    test(`${name} ${what}`, async () => {
      const folder = Deno.makeTempDirSync({ prefix: "merkl-contract-" });
      const { cache, close } = await open();
      try {
        await run({ cache, folder });
      } finally {
        await cache.close();
        await close?.();
        Deno.removeSync(folder, { recursive: true });
      }
    });
  }
}
