import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { sampleHash } from "../contract/samples.ts";
import { CacheFolder } from "./support.ts";

Deno.test("a look-up that fails for another reason than damage is an error with the way out", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const other = new DatabaseSync(folder.path);
  other.exec(`DROP VIEW entries_v; ALTER TABLE entries RENAME TO elsewhere;
    CREATE VIEW entries AS SELECT x'${sampleHash("one")}' AS hash, x'' AS resolved_hash,
      x'' AS content_hash, abs(-9223372036854775807 - 1) AS codec, 1 AS size, 1 AS created,
      1 AS duration, NULL AS reads, 0 AS state`);
  other.close();
  await assert.rejects(cache.index.heads([sampleHash("one")]), {
    code: "cache-read-failed",
    message: /^The cache .* can't be read: integer overflow/,
    hint: /--no-cache/,
  });
  await cache.close();
});
