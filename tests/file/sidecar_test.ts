import assert from "node:assert/strict";
import { readSidecar, type Sidecar, sidecarPath, writeSidecar } from "../../lib/file/sidecar.ts";
import { type ContentHash, type MerkleHash, sha256 } from "../../lib/hash/digest.ts";
import { FileFolder } from "./support.ts";

const SIDECAR: Sidecar = {
  task: "train.ts#train",
  out: "model",
  hash: sha256("hash") as MerkleHash,
  value: { codec: "value@1", contentHash: sha256("value") as ContentHash, size: 3 },
  file: { serializer: "json@1", contentHash: sha256("file") as ContentHash, lossless: true },
  argsHash: sha256("args"),
  depsHash: sha256("deps"),
  resolvedHash: sha256("resolved"),
  args: { lr: sha256("lr") },
  deps: { "train (train.ts)": sha256("train") },
  reads: [{ path: "words.txt", hash: sha256("words") }],
  metadata: { accuracy: 0.9 },
};

Deno.test("a sidecar is read as it was written, and written once", () => {
  using folder = new FileFolder();
  const path = folder.path("model.json");
  assert.equal(readSidecar(path), undefined);
  assert.equal(writeSidecar(path, SIDECAR), true);
  assert.deepEqual(readSidecar(path), { merkl: 1, ...SIDECAR });
  assert.equal(writeSidecar(path, SIDECAR), false);
  assert.equal(writeSidecar(path, { ...SIDECAR, metadata: null }), true);
});

Deno.test("a sidecar with any field missing or of another kind is damaged, and named", () => {
  using folder = new FileFolder();
  const path = folder.path("model.json");
  for (const field of Object.keys(SIDECAR)) {
    for (const wrong of [undefined, { x: undefined }]) {
      if (field === "metadata" && wrong !== undefined) continue;
      if ((field === "args" || field === "deps") && wrong !== undefined) continue;
      const text = JSON.stringify({ merkl: 1, ...SIDECAR, [field]: wrong });
      Deno.writeTextFileSync(sidecarPath(path), text);
      assert.throws(() => readSidecar(path), (error: { code?: string; message?: string }) => {
        assert.equal(error.code, "sidecar-damaged", field);
        assert.ok(error.message!.includes(field), error.message);
        return true;
      });
    }
  }
});

Deno.test("a sidecar whose folder is a file can't be written", () => {
  using folder = new FileFolder();
  folder.write("file", "");
  assert.throws(() => writeSidecar(folder.path("file/model.json"), SIDECAR), {
    code: "sidecar-unwritable",
  });
});
