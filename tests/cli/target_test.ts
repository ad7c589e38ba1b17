import assert from "node:assert/strict";
import { parseTarget } from "../../lib/cli/target.ts";

Deno.test("FILE[:EXPORT] is split at the last colon, on every system's paths", () => {
  const cases: [string, string, string?][] = [
    ["x.ts", "x.ts"],
    ["x.ts:main", "x.ts", "main"],
    ["a/b.ts:default", "a/b.ts", "default"],
    ["C:\\x.ts", "C:\\x.ts"],
    ["C:\\x.ts:main", "C:\\x.ts", "main"],
    ["C:/a/x.ts:$f_1", "C:/a/x.ts", "$f_1"],
    ["file:///a/x.ts", "file:///a/x.ts"],
    ["file:///a/x.ts:größe", "file:///a/x.ts", "größe"],
    ["a:b.ts", "a:b.ts"],
    ["a:b.ts:main", "a:b.ts", "main"],
  ];
  for (const [given, file, name] of cases) {
    assert.deepEqual(parseTarget(given), name === undefined ? { file } : { file, export: name });
  }
});

Deno.test("what can't be an export's name is refused", () => {
  for (const given of ["x.ts:", "x.ts:12", "x.ts:not-a-name", "x.ts:a b"]) {
    assert.throws(() => parseTarget(given), { code: "bad-export-name", name: "UsageError" });
  }
});
