import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { contentHash } from "../../lib/hash/digest.ts";
import { hashFile, hashFileSync, hashStream } from "../../lib/hash/file_hash.ts";

/** Bytes that repeat nowhere, so that a piece hashed twice or in the wrong place shows. */
function counted(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 2654435761) >>> 13;
  return bytes;
}

Deno.test("a file has the hash of its bytes, whatever its size", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (const size of [0, 1, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_500_000]) {
      const bytes = counted(size);
      await Deno.writeFile(path, bytes);
      const expected = { hash: createHash("sha256").update(bytes).digest("hex"), size };
      assert.deepEqual(hashFileSync(path), expected);
      assert.deepEqual(await hashFile(path), expected);
      assert.deepEqual(await hashStream((await Deno.open(path)).readable), expected);
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("files hashed at the same time don't disturb each other", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const sizes = [2_500_000, 10, 1_100_000, 0, 3_000_000, 77, 2_000_000];
    for (const size of sizes) await Deno.writeFile(`${folder}/${size}`, counted(size));
    const hashes = await Promise.all(sizes.map((size) => hashFile(`${folder}/${size}`)));
    assert.deepEqual(hashes, sizes.map((size) => ({ hash: contentHash(counted(size)), size })));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a missing file and a failing stream are the caller's to tell about", async () => {
  assert.throws(() => hashFileSync("/no/such/file"), Deno.errors.NotFound);
  await assert.rejects(() => hashFile("/no/such/file"), Deno.errors.NotFound);
  const failing = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError("cut off")),
  });
  await assert.rejects(() => hashStream(failing), TypeError);
});
