/** Where a project's cache is. */

import { isFile } from "../util/exists.ts";
import { cacheMissing } from "../error/inspect_errors.ts";
import { type AbsPath, displayPath, join } from "../util/path.ts";
import { readConfig } from "./config.ts";
import { findRoot } from "./root.ts";

/** Whose project. */
export interface StoredRequest {
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** A cache that is there. */
export interface StoredDatabase {
  readonly root: AbsPath;
  /** The folder of the cache. */
  readonly folder: AbsPath;
  /** Its database. */
  readonly file: string;
}

/**
 * Finds a project's cache; looking for it makes none.
 *
 * @throws {MerklError} `cache-missing`
 */
export function storedDatabase({ cwd, root = findRoot(cwd) }: StoredRequest): StoredDatabase {
  const folder = readConfig({ root, cwd }).cache;
  if (folder === null) throw cacheMissing("the settings keep nothing");
  const file = join(folder, "cache.sqlite3");
  if (!isFile(file)) throw cacheMissing(`${displayPath(file, cwd)} does not exist`);
  return { root, folder, file };
}
