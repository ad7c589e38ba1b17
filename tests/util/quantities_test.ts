import assert from "node:assert/strict";
import { parseSize, parseTime } from "../../lib/util/quantities.ts";

Deno.test("sizes with units of 1,000 and 1,024", () => {
  const given = ["10GB", "1.5 gib", "500 MB", "0", "7k", " 12b "];
  assert.deepEqual(given.map(parseSize), [1e10, 1.5 * 2 ** 30, 5e8, 0, 7000, 12]);
});

Deno.test("times", () => {
  const given = ["30d", "12 h", "2 weeks", "90min", "1 day", "0s"];
  const day = 86_400_000;
  assert.deepEqual(given.map(parseTime), [30 * day, day / 2, 14 * day, 5_400_000, day, 0]);
});

Deno.test("anything else is neither", () => {
  for (
    const text of ["", "GB", "-1GB", "1e3", "10 gigabytes", "1GB2", "99999999999999TB", "5m x"]
  ) {
    assert.equal(parseSize(text), undefined, text);
  }
  // 5m could be months
  for (const text of ["30", "5m", "-3d", "d", "constructor"]) {
    assert.equal(parseTime(text), undefined, text);
  }
});
