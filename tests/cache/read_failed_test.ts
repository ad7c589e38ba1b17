import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { sampleHash } from "../contract/samples.ts";
import { CacheFolder } from "./support.ts";

Deno.test("a look-up that fails for another reason than damage is an error with the way out", async () => {
  using folder = new CacheFolder();
  const cache = folder.open();
  const other = new DatabaseSync(folder.path);
  other.exec("DROP VIEW IF EXISTS entries_v; ALTER TABLE entries RENAME COLUMN codec TO other");
  other.close();
  await assert.rejects(cache.index.heads([sampleHash("one")]), {
    code: "cache-read-failed",
    message: /^The cache .* can't be read: no such column/,
    hint: /--no-cache/,
  });
  await cache.close();
});
