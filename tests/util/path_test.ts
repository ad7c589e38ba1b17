import assert from "node:assert/strict";
import { posix } from "node:path";
import * as url from "node:url";
import fc from "fast-check";
import * as paths from "../../lib/util/path.ts";

const path = fc.array(
  fc.oneof(
    fc.constantFrom(
      "/",
      "//",
      ".",
      "..",
      "a",
      "b c",
      ".hidden",
      "x.ts",
      "%41",
      "ü",
      "\\",
      "?",
      "#",
    ),
    fc.string({ maxLength: 3 }).filter((text) => !text.includes("\0")),
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));
const ignore = Deno.build.os === "windows"; // there they are Node's own

Deno.test({
  name: "paths of one part are as Node's",
  ignore,
  fn() {
    fc.assert(
      fc.property(path, (text) => {
        for (const name of ["basename", "dirname", "isAbsolute", "join", "resolve"] as const) {
          assert.equal(paths[name](text), posix[name](text), `${name}(${JSON.stringify(text)})`);
        }
      }),
      { numRuns: 2000 },
    );
  },
});

Deno.test({
  name: "paths of several parts are as Node's",
  ignore,
  fn() {
    fc.assert(
      fc.property(path, path, path, (a, b, c) => {
        assert.equal(paths.join(a, b, c), posix.join(a, b, c));
        assert.equal(paths.resolve(a, b, c), posix.resolve(a, b, c));
        assert.equal(paths.relative(a, b), posix.relative(a, b));
      }),
      { numRuns: 2000 },
    );
  },
});

Deno.test({
  name: "URLs of files are as Node's, and back",
  ignore,
  fn() {
    fc.assert(
      fc.property(path, (text) => {
        const { href } = paths.pathToFileURL(text);
        assert.equal(href, url.pathToFileURL(text).href);
        assert.equal(paths.fileURLToPath(href), url.fileURLToPath(href));
      }),
      { numRuns: 2000 },
    );
  },
});

Deno.test({
  name: "a URL that names no file of this machine is refused",
  ignore,
  fn() {
    for (const bad of ["https://example.org/a", "file://host/a", "file:///a%2Fb"]) {
      assert.throws(() => paths.fileURLToPath(bad), TypeError);
      assert.throws(() => url.fileURLToPath(bad), TypeError);
    }
  },
});
