import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeDir,
  decodeFile,
  type DirManifest,
  encodeDir,
  encodeFile,
  isFileName,
  isFilePath,
} from "../../lib/codec/manifest.ts";
import { type ContentHash, sha256 } from "../../lib/hash/digest.ts";
import { utf8 } from "../../lib/util/bytes.ts";

const name = fc.string({ minLength: 1, unit: "grapheme" }).filter(isFileName);
const content = fc.string().map((text) => sha256(text) as ContentHash);
const size = fc.maxSafeNat();
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));

Deno.test("manifests come back as they were", () => {
  fc.assert(
    fc.property(fc.record({ name, content, size }, { noNullPrototype: true }), (manifest) => {
      assert.deepEqual(decodeFile(encodeFile(manifest)), manifest);
    }),
  );
  const files = fc.uniqueArray(fc.record({ path, content, size }, { noNullPrototype: true }), {
    selector: (file) => file.path,
  });
  fc.assert(fc.property(fc.record({ name, files }), (manifest) => {
    const decoded = decodeDir(encodeDir(manifest));
    assert.equal(decoded.name, manifest.name);
    const paths = decoded.files.map((file) => file.path);
    assert.deepEqual(paths, manifest.files.map((file) => file.path).sort());
    assert.deepEqual(
      new Set(decoded.files.map((f) => JSON.stringify([f.path, f.content, f.size]))),
      new Set(manifest.files.map((f) => JSON.stringify([f.path, f.content, f.size]))),
    );
  }));
});

Deno.test("a folder's manifest is the same in whatever order its files are given", () => {
  const hash = sha256("x") as ContentHash;
  const files = ["b", "a/c", "B", "ä"].map((path) => ({ path, content: hash, size: 1 }));
  const bytes = (manifest: DirManifest) => new TextDecoder().decode(encodeDir(manifest));
  const expected = bytes({ name: "x", files });
  assert.equal(bytes({ name: "x", files: files.toReversed() }), expected);
  assert.match(expected, /"B".*"a\/c".*"b".*"ä"/);
});

Deno.test("names that lead out of a folder are refused, also in what is stored", () => {
  for (const bad of ["", ".", "..", "a/b", "a\0"]) assert.equal(isFileName(bad), false, bad);
  for (const bad of ["", "/a", "a/", "a//b", "../a", "a/../b"]) {
    assert.equal(isFilePath(bad), false, bad);
  }
  for (const good of ["a", "...", "a b", ".hidden", "ü.txt"]) assert.equal(isFileName(good), true);
  const entry = { size: 1, content: sha256("x") };
  const file = (more: object) => utf8(JSON.stringify({ name: "x", ...entry, ...more }));
  const folder = (path: unknown) =>
    utf8(JSON.stringify({ name: "x", files: [{ path, ...entry }] }));
  assert.equal(decodeFile(file({})).name, "x");
  for (const more of [{ name: "../x" }, { name: 1 }, { size: "1" }, { content: "12" }]) {
    assert.throws(() => decodeFile(file(more)), { code: "codec-unreadable" });
  }
  for (const path of ["../x", "/x", "", null]) {
    assert.throws(() => decodeDir(folder(path)), { code: "codec-unreadable" });
  }
  for (const bytes of [utf8("{"), utf8("null"), utf8("[]"), new Uint8Array([255])]) {
    assert.throws(() => decodeFile(bytes), { code: "codec-unreadable" });
    assert.throws(() => decodeDir(bytes), { code: "codec-unreadable" });
  }
});
