/** Which contents are kept since the bytes of another one tell of them. */

import type { ContentHash } from "../hash/digest.ts";
import type { Connection } from "./connection.ts";
import type { Write } from "./group_writer.ts";
import type { Result } from "./interfaces.ts";
import { blob } from "./keys.ts";

/** The write that remembers what a result's bytes refer to, to be put into a transaction. */
export function refsWrite(
  { connection }: { readonly connection: Connection },
  { entry, refs = [] }: Result,
): Write {
  const content = blob(entry.contentHash);
  const keys = refs.map((ref) => blob(ref));
  return () => {
    const insert = connection.sql(
      "INSERT OR IGNORE INTO content_refs (content, ref) VALUES (?, ?)",
    );
    for (const key of keys) insert.run(content, key);
  };
}

/** Forgets, inside a transaction, what a content refers to; gives what that was. */
export function takeRefs(connection: Connection, content: ContentHash): ContentHash[] {
  const query = "DELETE FROM content_refs WHERE content = ? RETURNING lower(hex(ref))";
  return connection.rows(query, blob(content)).map(([ref]) => ref as ContentHash);
}
