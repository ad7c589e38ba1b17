import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA, SCHEMA_VERSION } from "../../lib/cache/schema.ts";
import { contentHash } from "../../lib/hash/digest.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { DEPS, sampleHash, sampleResult } from "../contract/samples.ts";
import { CacheFolder } from "./support.ts";

Deno.test("a cache of schema 1 is migrated, and keeps what it has", async () => {
  using folder = new CacheFolder();
  const db = new DatabaseSync(folder.path);
  db.exec(`PRAGMA journal_mode = WAL; ${SCHEMA}; PRAGMA user_version = 1`);
  db.prepare("INSERT INTO contents (hash, size, place, data) VALUES (?, 3, 0, ?)")
    .run(Uint8Array.fromHex(contentHash(utf8("old"))), utf8("old"));
  db.close();
  const cache = folder.open();
  assert.equal((await cache.contents.get([contentHash(utf8("old"))]))[0]!.length, 3);
  const file = `${folder.folder}/file`;
  Deno.writeTextFileSync(file, "content");
  const { hash } = await cache.contents.putFile(file);
  await cache.record([{ ...sampleResult("list"), refs: [hash] }], DEPS);
  assert.equal((await cache.clear([sampleHash("list")])).contents, 2);
  await cache.close();
  const version = new DatabaseSync(folder.path).prepare("PRAGMA user_version").get();
  assert.deepEqual(Object.values(version!), [SCHEMA_VERSION]);
});

Deno.test("a file that was changed between two processes is noticed, once", async () => {
  using folder = new CacheFolder();
  const bytes = new Uint8Array(20_000).fill(3);
  const path = `${folder.folder}/file`;
  Deno.writeFileSync(path, bytes);
  const first = folder.open();
  const { hash } = await first.contents.putFile(path);
  const files = [{ path: "x", hash }];
  const shown = (await first.contents.folder(hash, files))!;
  await first.close();

  Deno.utimeSync(`${shown}/x`, 1, 1);
  const second = folder.open();
  assert.equal(await second.contents.folder(hash, files), shown);
  await second.close();
  Deno.chmodSync(`${shown}/x`, 0o644);
  Deno.writeFileSync(`${shown}/x`, bytes.fill(4));
  const third = folder.open();
  assert.equal(await third.contents.folder(hash, files), undefined);
  assert.deepEqual(await third.contents.has([hash]), [false]);
  assert.equal(folder.problems.length, 1);
  await third.close();
});
