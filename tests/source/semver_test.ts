import assert from "node:assert/strict";
import {
  compareVersions,
  parseRange,
  parseVersion,
  sameRange,
  satisfies,
} from "../../lib/source/semver.ts";

function fits(version: string, range: string): boolean {
  return satisfies(parseVersion(version)!, parseRange(range)!);
}

Deno.test("ranges take in what npm's do", () => {
  const inside = [
    ["1.2.3", "^1.0.0"],
    ["0.7.9", "^0.7.1"],
    ["0.0.3", "^0.0.3"],
    ["1.9.0", "1"],
    ["1.2.9", "~1.2"],
    ["1.9.9", "~1"],
    ["3.0.0", "*"],
    ["3.0.0", ""],
    ["1.5.0", ">=1 <2"],
    ["2.3.9", "1.2 - 2.3"],
    ["8.0.0", "^7 || ^8"],
    ["4.0.0", "=4.0.0"],
    ["2.0.0", ">1"],
    ["1.2.3-beta.2", "^1.2.3-beta.1"],
    ["1.0.0", "<= 1"],
    ["0.0.9", "^0.0"],
    ["1.2.0", "1.x"],
    ["1.3.0", "^1.2.3-beta.1"],
    ["0.9.0", "^0"],
  ];
  const outside = [
    ["2.0.0", "^1.0.0"],
    ["0.8.0", "^0.7.1"],
    ["0.0.4", "^0.0.3"],
    ["2.0.0", "1"],
    ["1.3.0", "~1.2"],
    ["2.0.0", ">=1 <2"],
    ["2.4.0", "1.2 - 2.3"],
    ["6.0.0", "^7 || ^8"],
    ["1.9.0", ">1"],
    ["2.0.0-beta", "^1.0.0"],
    ["1.3.0-beta", "^1.2.0"],
    ["1.2.4-beta", ">1.2.3"],
    ["1.0.0", "<1"],
    ["2.0.0-rc.1", "*"],
    ["1.2.4-beta.2", "^1.2.3-beta.1"],
    ["1.0.0", ">*"],
    ["1.0.0", "<*"],
  ];
  for (const [version, range] of inside) {
    assert.ok(fits(version!, range!), `${version} in ${range}`);
  }
  for (const [version, range] of outside) {
    assert.ok(!fits(version!, range!), `${version} out of ${range}`);
  }
});

Deno.test("tags and URLs are no ranges", () => {
  for (const text of ["latest", "next", "git+https://x/y", "file:./x"]) {
    assert.equal(parseRange(text), undefined);
  }
  assert.equal(parseVersion("1.2"), undefined);
});

Deno.test("the forms that Deno writes into a lock are the same ranges", () => {
  for (
    const [a, b] of [
      ["^2.0.0", "2"],
      ["^2.1", "^2.1.0"],
      ["^0.7.1", "~0.7.1"],
      ["~18.3.0", "18.3"],
      ["", "*"],
    ]
  ) {
    assert.ok(sameRange(parseRange(a!)!, parseRange(b!)!), `${a} = ${b}`);
  }
  assert.ok(!sameRange(parseRange("^2.1.0")!, parseRange("2")!));
});

Deno.test("versions are ordered as semver says", () => {
  const order = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-2.x",
    "1.0.0-rc.2",
    "1.0.0-rc.11",
    "1.0.0",
    "1.0.10",
    "1.10.0",
    "2.0.0",
  ];
  const shuffled = [
    "1.10.0",
    "1.0.0",
    "1.0.0-rc.11",
    "2.0.0",
    "1.0.0-alpha.beta",
    "1.0.0-rc.2",
    "1.0.10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-2.x",
  ];
  const sorted = shuffled.sort((a, b) => compareVersions(parseVersion(a)!, parseVersion(b)!));
  assert.deepEqual(sorted, ["1.0.0-2.x", ...order.filter((v) => v !== "1.0.0-2.x")]);
});
