import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as key from "../../lib/graph/key.ts";
import type { ContentHash } from "../../lib/hash/digest.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const [deps, args, content] = [sha("deps"), sha("args"), sha("content") as ContentHash];

/** Every kind of hash, of fixed parts. */
function vectors(): Record<string, string> {
  const futures = [{ hash: sha("first") }, { hash: sha("second") }];
  const identities = [key.valueIdentity("value@1", content), key.executionIdentity(1234567890)];
  return {
    "args without Futures": key.argsHash(args, []),
    "args with two Futures": key.argsHash(args, futures),
    "the only out": key.merkleHash(deps, args, null),
    "out 3": key.merkleHash(deps, args, 3),
    "out score": key.merkleHash(deps, args, "score"),
    "out Ergebnis für alle": key.merkleHash(deps, args, "Ergebnis für alle"),
    "out with a long name": key.merkleHash(
      deps,
      args,
      "a name that is longer than one block has room for",
    ),
    "resolved": key.resolvedHash(deps, { skeleton: args, identities }, null),
    "input": key.inputHash("text", content),
    "path": key.pathHash("data/train.csv", content),
    "file": key.fileHash(sha("first"), content, "json@1"),
    "deps": key.depsHash({
      code: sha("code"),
      outs: ["a", "b"],
      hashMode: "deps",
      codeMode: "normalized",
      deps: [["0", sha("x")]],
      env: [["LANG", null]],
      ignoreArgs: ["verbose", 2],
      argSerializers: [],
      serializer: [["", "value@1"]],
    }),
  };
}

Deno.test("keys are those of the golden vectors", () => {
  const path = new URL("../golden/keys.json", import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    Deno.writeTextFileSync(path, JSON.stringify(vectors(), null, 2) + "\n");
  }
  assert.deepEqual(vectors(), JSON.parse(Deno.readTextFileSync(path)));
});

Deno.test("preimages are those of docs/hashing.md", () => {
  const bytes = (hex: string) => Uint8Array.fromHex(hex);
  const merkle = (json: string) =>
    createHash("sha256").update(deps).update(bytes(args)).update(json).digest("hex");
  const all = vectors();
  assert.equal(all["the only out"], merkle("null"));
  assert.equal(all["out 3"], merkle("3"));
  assert.equal(all["out Ergebnis für alle"], merkle('"Ergebnis für alle"'));
  assert.equal(
    all["args with two Futures"],
    sha(`merkl args 1\n${args}\n${sha("first")}\n${sha("second")}`),
  );
  assert.equal(
    all["resolved"],
    sha(
      `merkl resolved 1\n${deps}\n${args}\n2\nvalue "value@1" ${content}\nexecution 1234567890\nnull`,
    ),
  );
  assert.equal(all["input"], sha(`merkl input 1\ntext\n${content}`));
  assert.equal(all["file"], sha(`merkl file 1\n${sha("first")}\n${content}\njson@1`));
  assert.equal(all["path"], sha(`merkl path 1\n${content}\n"data/train.csv"`));
});
