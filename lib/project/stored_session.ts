/** A project opened to look at what it has stored. */

import { cacheMissing } from "../error/inspect_errors.ts";
import { type AbsPath, displayPath, join } from "../util/path.ts";
import { readConfig } from "./config.ts";
import { findRoot } from "./root.ts";
import { Session } from "./session.ts";

/** Whose project. */
export interface StoredRequest {
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/**
 * Opens a project's cache; looking at it makes none.
 *
 * @throws {MerklError} `cache-missing`
 */
export function openStored({ cwd, root = findRoot(cwd) }: StoredRequest): Session {
  const folder = readConfig({ root, cwd }).cache;
  if (folder === null) throw cacheMissing("the settings keep nothing");
  const file = join(folder, "cache.sqlite3");
  const shown = displayPath(file, cwd);
  if (!exists(file)) throw cacheMissing(`${shown} does not exist`);
  const session = new Session({ root, cacheFolder: folder });
  // why it can't be opened has been said
  if (!session.stores) throw cacheMissing(`${shown} can't be opened`);
  return session;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
