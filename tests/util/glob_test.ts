import assert from "node:assert/strict";
import { globTest } from "../../lib/util/glob.ts";

const PATHS = ["a.json", "b.txt", "x/a.json", "x/y/a.json", "x/y/b+c.json"];

for (
  const [pattern, expected] of [
    ["*.json", ["a.json"]],
    ["**/*.json", ["a.json", "x/a.json", "x/y/a.json", "x/y/b+c.json"]],
    ["x/*", ["x/a.json"]],
    ["x/**", ["x/a.json", "x/y/a.json", "x/y/b+c.json"]],
    ["?.txt", ["b.txt"]],
    ["x/y/b+c.json", ["x/y/b+c.json"]],
    ["a", []],
    ["(", []],
  ] as const
) {
  Deno.test(`glob ${pattern}`, () => {
    assert.deepEqual(PATHS.filter(globTest(pattern)), expected);
  });
}
