import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleEntry, sampleHash } from "../../lib/cache/contract/samples.ts";
import {
  depsText,
  entryText,
  parseDeps,
  parseEntry,
  sourceHashes,
} from "../../lib/cache/records.ts";
import { sha256 } from "../../lib/hash/digest.ts";

const FULL = sampleEntry("full", {
  out: '"score"',
  args: '{"rows":"01"}',
  metadata: "[1]",
  reads: JSON.stringify([{ path: "a.csv", hash: sha256("a") }]),
  migratedFrom: sampleHash("old"),
  logHash: sha256("log"),
});

Deno.test("an entry comes back from its text, with what its content tells of", () => {
  const record = { entry: FULL, refs: [FULL.contentHash] };
  assert.deepEqual(parseEntry(entryText(record)), record);
  const plain = { entry: sampleEntry("plain"), refs: [] };
  assert.deepEqual(parseEntry(entryText(plain)), plain);
});

Deno.test("a text in which one field is another thing is no entry", () => {
  const property = fc.property(
    fc.constantFrom(...Object.keys(FULL)),
    fc.oneof(fc.jsonValue(), fc.constant(undefined)),
    (name, value) => {
      const text = entryText({ entry: { ...FULL, [name]: value }, refs: [] });
      const found = parseEntry(text)?.entry as Record<string, unknown> | undefined;
      // what may stand there is taken as it is, and nothing in between
      if (found !== undefined) assert.deepEqual(found[name], JSON.parse(text).entry[name]);
      if (found !== undefined) assert.equal(typeof found[name], typeof value);
      const strict = ["hash", "resolvedHash", "contentHash", "state", "depsHash"];
      if (strict.includes(name)) assert.equal(found, undefined);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

Deno.test("texts that are malformed, of another version or have more to them are no entries", () => {
  const text = entryText({ entry: FULL, refs: [] });
  const bad = [
    "",
    "null",
    "[]",
    "{}",
    text.slice(0, -1),
    text.replace('"merkl":1', '"merkl":2'),
    text.replace('"hash":', '"more":1,"hash":'),
    JSON.stringify({ merkl: 1, entry: { ...FULL, reads: '[{"path":1}]' } }),
    JSON.stringify({ merkl: 1, entry: { ...FULL, args: "[" } }),
    JSON.stringify({ merkl: 1, entry: FULL, refs: ["../../etc"] }),
    JSON.stringify({ merkl: 1, entry: { ...FULL, hash: FULL.hash.toUpperCase() } }),
  ];
  for (const one of bad) assert.equal(parseEntry(one), undefined, one);
});

Deno.test("a dictionary comes back as it was with the code that it tells of, anything else doesn't", () => {
  const none = new Map<string, string>();
  const plain = { deps: '{"b":"1","a":"2"}', sources: none };
  assert.deepEqual(parseDeps(depsText(plain)), plain);
  const code = "return 1";
  const told = { deps: JSON.stringify({ "(body)": sha256(code) }), sources: none };
  const right = { ...told, sources: new Map([[sha256(code), code]]) };
  assert.deepEqual(parseDeps(depsText(right)), right);
  assert.deepEqual(sourceHashes(right.deps), [sha256(code)]);
  // a text that isn't that of its hash is left out
  const wrong = { ...told, sources: new Map([[sha256(code), "return 2"]]) };
  assert.deepEqual(parseDeps(depsText(wrong)), told);
  for (const deps of ["[]", "{", '{"a":1}', "null"]) {
    assert.equal(parseDeps(depsText({ deps, sources: none })), undefined, deps);
  }
  assert.equal(parseDeps(entryText({ entry: FULL, refs: [] })), undefined);
});
