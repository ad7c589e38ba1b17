import assert from "node:assert/strict";
import { globTest } from "../../lib/util/glob.ts";

const PATHS = ["a.json", "b.txt", "x/a.json", "x/y/a.json", "x/y/b+c.json"];
const ODD = ["d0/f", "d5/f", "d/f", "[d]/f", "d[0-2]", "d{a,b}", "a^", "d\\", "[9-0]"];

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

for (
  const [pattern, expected] of [
    ["d[0-4]/f", ["d0/f"]],
    ["d[!0-4]/f", ["d5/f"]],
    ["d[^/]f", []],
    ["d[!0]f", []],
    ["[d]/f", ["d/f", "[d]/f"]],
    ["d[0-2]", ["d[0-2]"]],
    ["d{0,[5]}/f", ["d0/f", "d5/f"]],
    ["d{a,b}", ["d{a,b}"]],
    ["{d0,**}/f", ["d0/f", "d5/f", "d/f", "[d]/f"]],
    ["a[\\^]", ["a^"]],
    ["d[a\\]", ["d\\"]],
    ["[9-0]", ["[9-0]"]],
    ["[", []],
    ["d{a", []],
  ] as const
) {
  Deno.test(`glob ${pattern} with classes and choices`, () => {
    assert.deepEqual(ODD.filter(globTest(pattern)), expected);
  });
}
