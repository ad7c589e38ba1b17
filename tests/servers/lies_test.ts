/** A server, or somebody else who writes to the bucket, that says what isn't so. */

import assert from "node:assert/strict";
import { DEPS, sampleEntry, sampleHash, sampleResult } from "../../lib/cache/contract/samples.ts";
import { LayeredCache } from "../../lib/cache/layered_cache.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { parseS3Address } from "../../lib/cache/s3/address.ts";
import { S3Client } from "../../lib/cache/s3/client.ts";
import { s3Account } from "../../lib/cache/s3/credentials.ts";
import { openS3Cache } from "../../lib/cache/s3/s3_cache.ts";
import { utf8 } from "../../lib/util/bytes.ts";
import { freshAddress, KEYS, serverTest } from "./support/bucket.ts";

const BYTES = new Uint8Array(10_000).fill(3);
const RESULT = sampleResult("true", BYTES);
const { hash, contentHash } = RESULT.entry;
const RECORD = `merkl-1/records/${hash.slice(0, 2)}/${hash}.json`;
const CONTENT = `merkl-1/contents/${contentHash.slice(0, 2)}/${contentHash}`;

/** A place with one result, and a way to change what is there. */
async function rig(env: Record<string, string> = {}) {
  const address = await freshAddress();
  const all = { ...KEYS, ...env };
  const honest = openS3Cache(address, { env: all });
  await honest.record([RESULT], DEPS);
  await honest.close();
  const parsed = parseS3Address(address);
  const client = new S3Client(parsed, s3Account(parsed, KEYS));
  const problems: string[] = [];
  const onProblem = (message: string) => problems.push(message);
  return {
    problems,
    async read(key: string): Promise<string> {
      return (await client.text({ method: "GET", key })).text;
    },
    async write(key: string, body: string | Uint8Array): Promise<void> {
      const bytes = typeof body === "string" ? utf8(body) : body as Uint8Array<ArrayBuffer>;
      await (await client.send({ method: "PUT", key, body: bytes })).body?.cancel();
    },
    open({ write = false } = {}) {
      const remote = {
        name: "far",
        open: () => openS3Cache(address, { env: all, onProblem }),
        read: true,
        write,
      };
      return new LayeredCache({ local: new MemoryCache(), remote, onProblem });
    },
  };
}

serverTest("another entry under the hash, or none that can be read, is a miss", async () => {
  const { read, write, open } = await rig();
  const text = await read(RECORD);
  const lies = [
    "",
    "not JSON",
    "[]",
    text.slice(0, 200),
    text.replaceAll(hash, sampleHash("other")),
    text.replace(contentHash, "../../../etc/passwd"),
    text.replace('"size":10000', '"size":-1'),
    text.replace('"state":"present"', '"state":"evicted"'),
    text.replace('"codec":', '"__proto__":{},"codec":'),
    JSON.stringify({ merkl: 2, entry: RESULT.entry }),
  ];
  for (const lie of lies) {
    assert.notEqual(lie, text);
    await write(RECORD, lie);
    const cache = open();
    assert.deepEqual(await cache.index.heads([hash]), [undefined], lie);
    await cache.close();
  }
  await write(RECORD, text);
  const cache = open();
  assert.equal((await cache.index.heads([hash]))[0]?.contentHash, contentHash);
  await cache.close();
});

serverTest("a content that is another one is none, and so is one that is shorter", async () => {
  const { write, open, problems } = await rig();
  for (const lie of [BYTES.slice(1), BYTES.with(5000, 4), new Uint8Array()]) {
    await write(CONTENT, lie);
    const cache = open();
    assert.equal((await cache.index.heads([hash]))[0]?.hash, hash);
    assert.equal((await cache.contents.get([contentHash]))[0], undefined);
    const files = [{ path: "x", hash: contentHash }];
    assert.equal(await cache.contents.folder(contentHash, files), undefined);
    await cache.close();
  }
  assert.ok(problems.length > 0);
});

serverTest("what is damaged in the bucket is put right by who makes it again", async () => {
  const { write, open } = await rig();
  await write(CONTENT, BYTES.with(5000, 4));
  const cache = open({ write: true });
  assert.equal((await cache.contents.get([contentHash]))[0], undefined);
  await cache.record([RESULT], DEPS);
  await cache.close();
  const other = open();
  assert.equal((await other.contents.get([contentHash]))[0]?.length, BYTES.length);
  await other.close();
});

serverTest("a signature is worth nothing under another hash, or after a change", async () => {
  const { read, write, open, problems } = await rig({ MERKL_SIGNING_KEY: "ours" });
  const text = await read(RECORD);
  const other = sampleEntry("other");
  await write(`merkl-1/records/${other.hash.slice(0, 2)}/${other.hash}.json`, text);
  const { hmac, text: inner } = JSON.parse(text);
  const lies = [
    inner,
    JSON.stringify({ hmac, text: inner.replace('"duration":1.25', '"duration":2.25') }),
    JSON.stringify({ hmac: "", text: inner }),
    JSON.stringify({ hmac: hmac.slice(2), text: inner }),
  ];
  for (const lie of lies) {
    assert.notEqual(lie, text);
    await write(RECORD, lie);
    const cache = open();
    assert.deepEqual(await cache.index.heads([hash, other.hash]), [undefined, undefined], lie);
    await cache.close();
  }
  assert.equal(new Set(problems).size, 1);
  await write(RECORD, text);
  const cache = open();
  assert.equal((await cache.index.heads([hash]))[0]?.hash, hash);
  await cache.close();
});
