/** A project opened to look at what it has stored. */

import { cacheMissing } from "../error/inspect_errors.ts";
import { displayPath } from "../util/path.ts";
import { Session } from "./session.ts";
import { storedDatabase, type StoredRequest } from "./stored_database.ts";

/**
 * Opens a project's cache; looking at it makes none.
 *
 * @throws {MerklError} `cache-missing`
 */
export function openStored(request: StoredRequest): Session {
  const { root, folder, file } = storedDatabase(request);
  const session = new Session({ root, cacheFolder: folder });
  // why it can't be opened has been said
  if (!session.stores) {
    throw cacheMissing(`${displayPath(file, request.cwd)} can't be opened`);
  }
  return session;
}
