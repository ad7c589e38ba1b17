/** What every cache must do with files. */

import assert from "node:assert/strict";
import { contentHash } from "../../hash/digest.ts";
import { utf8 } from "../../util/bytes.ts";
import { join } from "../../util/path.ts";
import type { ContractRig, ContractTests } from "./types.ts";
import { DEPS, sampleHash, sampleResult } from "./samples.ts";

const SIZES = [0, 1, 8192, 8193, 3_000_001];

/** By what a cache does. */
export const FILE_TESTS: ContractTests = {
  async "takes files of every size, copied or moved, and names them by their hash"(rig) {
    const { cache, folder } = rig;
    for (const move of [false, true]) {
      for (const size of SIZES) {
        const bytes = sample(size + (move ? 1 : 0));
        const path = join(folder, `${size}.bin`);
        Deno.writeFileSync(path, bytes);
        const stored = await cache.contents.putFile(path, { move });
        assert.deepEqual(stored, { hash: contentHash(bytes), size: bytes.length });
        assert.equal(exists(path), !move);
        const [found] = await cache.contents.get([stored.hash]);
        assert.deepEqual(new Uint8Array(found!), bytes);
        const stream = await cache.contents.stream(stored.hash);
        assert.equal((await new Response(stream).bytes()).length, bytes.length);
        assert.deepEqual(await cache.contents.has([stored.hash]), [true]);
      }
    }
    assert.deepEqual(await cache.check(), []);
  },

  async "fails as Deno does for a file that isn't there"({ cache, folder }) {
    for (const move of [false, true]) {
      await assert.rejects(
        cache.contents.putFile(join(folder, "none"), { move }),
        Deno.errors.NotFound,
      );
    }
  },

  async "shows contents as read-only files with names, and puts right what was changed"(rig) {
    const { cache, folder } = rig;
    const small = await put(rig, utf8("small"));
    const large = await put(rig, sample(20_000));
    const files = [{ path: "a.txt", hash: small }, { path: "b/c/d.bin", hash: large }];
    const key = contentHash(utf8("key"));
    const shown = (await cache.contents.folder(key, files))!;
    assert.equal(Deno.readTextFileSync(join(shown, "a.txt")), "small");
    assert.deepEqual(Deno.readFileSync(join(shown, "b/c/d.bin")), sample(20_000));
    for (const { path } of files) {
      assert.equal(Deno.statSync(join(shown, path)).mode! & 0o222, 0);
    }

    Deno.removeSync(join(shown, "a.txt"));
    Deno.mkdirSync(join(shown, "a.txt"));
    Deno.removeSync(join(shown, "b"), { recursive: true });
    Deno.writeTextFileSync(join(shown, "b"), "a file in the way");
    Deno.writeTextFileSync(join(shown, "stranger"), "x");
    assert.equal(await cache.contents.folder(key, files), shown);
    assert.deepEqual(namesUnder(shown), ["a.txt", "b", "b/c", "b/c/d.bin"]);
    assert.equal(Deno.readTextFileSync(join(shown, "a.txt")), "small");

    const nowhere = { path: "x", hash: contentHash(utf8("nowhere")) };
    assert.equal(await cache.contents.folder(key, [...files, nowhere]), undefined);
    assert.equal(folder.startsWith(shown), false);
  },

  async "does not take a file out of a folder that it shows"(rig) {
    const { cache } = rig;
    for (const bytes of [utf8("small"), sample(20_000)]) {
      const hash = await put(rig, bytes);
      const folder = (await cache.contents.folder(hash, [{ path: "x", hash }]))!;
      assert.equal((await cache.contents.putFile(join(folder, "x"), { move: true })).hash, hash);
      assert.equal(exists(join(folder, "x")), true);
    }
    assert.deepEqual(await cache.check(), []);
  },

  async "notices that a stored file was changed in place"(rig) {
    const { cache } = rig;
    const hash = await put(rig, sample(20_000));
    const files = [{ path: "x", hash }];
    const path = join((await cache.contents.folder(hash, files))!, "x");
    Deno.chmodSync(path, 0o644);
    Deno.writeFileSync(path, new Uint8Array(20_001));
    // made anew if it is kept elsewhere as well, else gone
    const again = await cache.contents.folder(hash, files);
    if (again === undefined) assert.deepEqual(await cache.contents.has([hash]), [false]);
    else assert.deepEqual(Deno.readFileSync(join(again, "x")), sample(20_000));
  },

  async "keeps what bytes refer to as long as the bytes"(rig) {
    const { cache } = rig;
    const shared = await put(rig, sample(9000));
    const own = await put(rig, sample(9001));
    const other = await put(rig, utf8("other"));
    const results = [
      { ...sampleResult("a", utf8("list a")), refs: [shared, own] },
      { ...sampleResult("b", utf8("list b")), refs: [other, shared] },
      { ...sampleResult("same list", utf8("list a")), refs: [shared, own] },
    ];
    await cache.record(results, DEPS);
    const all = [shared, own, other];
    assert.deepEqual(await cache.check(), []);
    await cache.clear([sampleHash("a")]);
    assert.deepEqual(await cache.contents.has(all), [true, true, true]);
    const list = contentHash(utf8("list a"));
    const folder = (await cache.contents.folder(list, [{ path: "own", hash: own }]))!;
    const cleared = await cache.clear([sampleHash("same list")]);
    assert.deepEqual(cleared, { entries: 1, contents: 2, bytes: 6 + 9001 });
    assert.deepEqual(await cache.contents.has(all), [true, false, true]);
    assert.equal(exists(folder), false);
    await cache.clear([sampleHash("b")]);
    assert.deepEqual(await cache.contents.has(all), [false, false, false]);
    assert.deepEqual(await cache.check(), []);
  },

  async "finds a reference to a content that is gone"(rig) {
    const { cache } = rig;
    const file = await put(rig, utf8("file"));
    const result = { ...sampleResult("a"), refs: [file] };
    await cache.record([result], DEPS);
    await cache.contents.delete([file]);
    const { contentHash } = result.entry;
    assert.deepEqual(await cache.check(), [
      `Content ${contentHash} refers to ${file}, which is not there`,
    ]);
  },
};

function sample(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size).map((_, i) => (i * 7 + size) & 255);
}

async function put({ cache, folder }: ContractRig, bytes: Uint8Array) {
  const path = join(folder, "put");
  Deno.writeFileSync(path, bytes);
  return (await cache.contents.putFile(path, { move: true })).hash;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function namesUnder(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(join(folder, prefix))].flatMap(({ name, isDirectory }) => {
    const path = prefix + name;
    return isDirectory ? [path, ...namesUnder(folder, path + "/")] : [path];
  }).sort();
}
