import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  checkSerializer,
  codecId,
  dumpWith,
  roundTrips,
  serializerFor,
  serializerForPath,
} from "../../lib/codec/registry.ts";
import { isMerklError, type MerklError } from "../../lib/error/merkl_error.ts";
import { fromUtf8, utf8 } from "../../lib/util/bytes.ts";

const names = ["value", "json", "jsonl", "text", "lines", "bytes"];

function failure(run: () => unknown): MerklError {
  try {
    run();
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    return error;
  }
  assert.fail("nothing was thrown");
}

const upper = {
  name: "upper-text",
  version: 2,
  dumps: (value: unknown) => utf8(String(value).toUpperCase()),
  loads: (bytes: Uint8Array) => fromUtf8(bytes),
};

Deno.test("built-in serialisers are found by name", () => {
  for (const name of names) assert.equal(codecId(serializerFor(name)), `${name}@1`);
  const error = failure(() => serializerFor("jason"));
  assert.equal(error.code, "serializer-unknown");
  assert.match(error.message, /"jason".*value, json, jsonl, text, lines and bytes/);
  assert.match(error.hint!, /"json"/);
});

Deno.test("a path suggests a serialiser, and the value does where the path leaves it open", () => {
  const cases: [path: string, value: unknown, name: string][] = [
    ["model.json", { a: 1 }, "json"],
    ["model.json", "text", "json"],
    ["out/MODEL.JSON", undefined, "json"],
    ["rows.jsonl", [], "jsonl"],
    ["rows.ndjson", undefined, "jsonl"],
    ["report.html", "<p>", "text"],
    ["table.csv", undefined, "text"],
    ["table.csv", ["a,b", "1,2"], "lines"],
    ["list.txt", new Uint8Array(1), "bytes"],
    ["data.bin", new Uint8Array(1), "bytes"],
    ["image.png", Buffer.from([1]), "bytes"],
    ["image.png", undefined, "bytes"],
    ["Makefile", "all:", "text"],
    ["v1.2/data", undefined, "bytes"],
    ["state.cbor", new Map(), "value"],
  ];
  for (const [path, value, name] of cases) {
    assert.equal(serializerForPath(path, value).name, name, path);
  }
  const error = failure(() => serializerForPath("model.bin", { a: 1 }));
  assert.equal(error.code, "serializer-for-path");
  assert.match(error.message, /^model\.bin/);
});

Deno.test("users' serialisers are taken if they are whole", () => {
  assert.equal(checkSerializer(upper), upper);
  assert.equal(checkSerializer(serializerFor("json")), serializerFor("json"));
  const cases: [given: unknown, says: RegExp][] = [
    [null, /it is null/],
    ["json", /it is a string/],
    [{ ...upper, name: undefined }, /name is undefined/],
    [{ ...upper, name: "Upper Text" }, /name is "Upper Text", but lower-case/],
    [{ ...upper, version: "2" }, /version of upper-text is "2"/],
    [{ ...upper, version: 0 }, /version of upper-text is 0/],
    [{ ...upper, version: 1.5 }, /1\.5/],
    [{ ...upper, dumps: undefined, dump: upper.dumps }, /no method dumps \(but it has dump\)/],
    [{ ...upper, loads: 1 }, /no method loads$/],
    [{ ...upper, lossless: "yes" }, /lossless of upper-text is "yes"/],
    [{ ...upper, name: "json" }, /json is taken by a built-in/],
  ];
  for (const [given, says] of cases) {
    const error = failure(() => checkSerializer(given));
    assert.equal(error.code, "serializer-invalid");
    assert.match(error.message, says);
  }
});

Deno.test("dumps must give bytes", () => {
  assert.deepEqual(dumpWith(upper, "a"), utf8("A"));
  const bad = (dumps: () => unknown) => failure(() => dumpWith({ ...upper, dumps } as never, 1));
  assert.equal(bad(() => "text").code, "serializer-not-bytes");
  assert.match(bad(() => "text").message, /upper-text gave a string/);
  assert.match(bad(() => Promise.resolve()).message, /a promise/);
  assert.match(bad(() => null).message, /null/);
});

Deno.test("a round trip is one only if nothing tells the value from what comes back", () => {
  const cases: [name: string, value: unknown, expected: boolean][] = [
    ["value", new Map([[1, -0]]), true],
    ["json", { a: [1, -0, "x"] }, true],
    ["json", { a: undefined }, false],
    ["json", Object.create(null), false],
    ["json", [1n], false],
    ["bytes", new Uint8Array([1]), true],
    ["bytes", Buffer.from([1]), false],
    ["text", "a\r\n", true],
    ["lines", ["a", ""], true],
    ["jsonl", [1, [2]], true],
  ];
  for (const [name, value, expected] of cases) {
    assert.equal(
      roundTrips(serializerFor(name), value),
      expected,
      `${name} ${Deno.inspect(value)}`,
    );
  }
  assert.equal(roundTrips(upper, "A"), true);
  assert.equal(roundTrips(upper, "a"), false);
  const failing = {
    ...upper,
    loads: () => {
      throw new RangeError("mine");
    },
  };
  assert.throws(() => roundTrips(failing, "a"), RangeError);
});
