/** A project opened to look at what it has stored. */

import { cacheMissing } from "../error/inspect_errors.ts";
import { Session } from "./session.ts";
import { storedDatabase, type StoredRequest } from "./stored_database.ts";

/**
 * Opens a project's cache; looking at it makes none.
 *
 * @throws {MerklError} `cache-missing`
 */
export function openStored(request: StoredRequest): Session {
  const { root, folder } = storedDatabase(request);
  let held: string[] | undefined = [];
  const session = new Session({
    root,
    cacheFolder: folder,
    reporter: {
      event(event) {
        if (event.kind !== "warning") return;
        if (held === undefined) console.error(`merkl: ${event.message}`);
        else held.push(event.message);
      },
      end() {},
    },
  });
  // a run goes on without a cache; here there is nothing else
  if (!session.stores) throw cacheMissing(...unopened(held[0]));
  for (const message of held) console.error(`merkl: ${message}`);
  held = undefined;
  return session;
}

/** Why the cache can't be opened, and what to do about it, from what a run would be told. */
function unopened(message = "it can't be opened"): [why: string, hint: string | undefined] {
  const [, why, hint] = /^(.*); going on without a cache(?: \((.*)\))?$/s.exec(message) ?? [];
  return [why ?? message, hint];
}
