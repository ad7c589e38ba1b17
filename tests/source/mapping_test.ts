import assert from "node:assert/strict";
import { join } from "node:path";
import { createResolver } from "../../lib/source/resolve.ts";
import { absPath } from "../../lib/util/path.ts";
import { inProject, local, lock, pkg, why } from "./resolver_rig.ts";

Deno.test("import maps: exact, prefix, scopes, a file of their own", async () => {
  const files = {
    "deno.jsonc": `{"importMap":"maps/map.json"}`,
    "maps/map.json": JSON.stringify({
      imports: { "@/": "../src/", "@/special.ts": "../src/a.ts", x: "../src/a.ts", off: null },
      scopes: { "../src/inner/": { x: "../src/b.ts" } },
    }),
    "src/a.ts": "",
    "src/b.ts": "",
    "src/inner/c.ts": "",
  };
  await inProject(files, (ask, dir) => {
    assert.equal(local(ask("@/b.ts"), dir), join("src", "b.ts"));
    assert.equal(local(ask("@/special.ts"), dir), join("src", "a.ts"));
    assert.equal(local(ask("x"), dir), join("src", "a.ts"));
    assert.equal(local(ask("x", "src/inner/c.ts"), dir), join("src", "b.ts"));
    assert.match(why(ask("off")), /null/);
    assert.match(why(ask("@/c.ts")), /no file/);
  });
  await inProject({ "deno.json": `{"importMap":"nowhere.json"}` }, (ask) => {
    assert.match(why(ask("x")), /import map nowhere\.json is missing/);
  });
});

Deno.test("workspace members share the root's imports and lock, and import each other", async () => {
  const files = {
    "deno.json": `{"workspace":["packages/*"],"imports":{"zod":"npm:zod@4","ms":"npm:zod@4"}}`,
    "deno.lock": lock("deno-workspace.lock"),
    "packages/one/deno.json": JSON.stringify({
      name: "@me/one",
      version: "1.0.0",
      exports: { ".": "./mod.ts", "./sub": "./sub/x.ts" },
      imports: { ms: "npm:ms@^2.1.0" },
    }),
    "packages/one/mod.ts": "",
    "packages/one/sub/x.ts": "",
    "packages/two/package.json": JSON.stringify({
      name: "two",
      version: "1.0.0",
      exports: { ".": { browser: "./b.js", import: "./index.js" }, "./x/*": "./lib/*.js" },
      dependencies: { chalk: "^4.0.0", mylodash: "npm:lodash@^4.17.0", "@me/one": "workspace:*" },
      imports: { "#inner": "./lib/inner.js", "#dep": "chalk" },
    }),
    "packages/two/index.js": "",
    "packages/two/lib/inner.js": "",
  };
  await inProject(files, (ask, dir) => {
    const two = "packages/two/index.js";
    const one = "packages/one/mod.ts";
    assert.equal(pkg(ask("zod", one)).name, "npm:zod");
    assert.equal(pkg(ask("ms", one)).name, "npm:ms");
    assert.equal(pkg(ask("ms")).name, "npm:zod");
    assert.equal(pkg(ask("chalk", two)).version, "4.1.2");
    assert.equal(pkg(ask("mylodash", two)).version, "4.18.1");
    assert.equal(pkg(ask("#dep", two)).name, "npm:chalk");
    assert.equal(local(ask("#inner", two), dir), join("packages", "two", "lib", "inner.js"));
    for (const specifier of ["@me/one", "jsr:@me/one@^1", "jsr:@me/one"]) {
      assert.equal(local(ask(specifier, two), dir), join("packages", "one", "mod.ts"), specifier);
    }
    assert.equal(local(ask("@me/one/sub"), dir), join("packages", "one", "sub", "x.ts"));
    assert.equal(local(ask("two", one), dir), join("packages", "two", "index.js"));
    assert.equal(local(ask("two/x/inner", one), dir), join("packages", "two", "lib", "inner.js"));
    assert.match(why(ask("@me/one/absent")), /no export \.\/absent/);
    assert.match(why(ask("jsr:@me/one@^2")), /deno\.lock has no jsr:@me\/one@\^2/);
    assert.match(why(ask("#absent", two)), /"imports"/);
  });
});

Deno.test("linked packages are local", async () => {
  const files = {
    "app/deno.json": `{"links":["../q"],"imports":{"q":"jsr:@x/q@^1"}}`,
    "q/deno.json": `{"name":"@x/q","version":"1.0.0","exports":"./m.ts"}`,
    "q/m.ts": "",
  };
  await inProject(files, (ask, dir) => {
    assert.equal(local(ask("q", "app/main.ts"), dir), join("q", "m.ts"));
    assert.equal(local(ask("@x/q", "app/main.ts"), dir), join("q", "m.ts"));
  });
});

Deno.test("merkl by any of its names, and what the caller says is merkl", async () => {
  const files = {
    "deno.json":
      `{"imports":{"m":"jsr:@merkl/merkl@^1","@merkl/merkl":"./own.ts","rel":"./lib/mod.ts"}}`,
    "lib/mod.ts": "",
  };
  await inProject(files, (ask, dir) => {
    const names = [
      "@merkl/merkl",
      "@merkl/merkl/testing",
      "merkl",
      "jsr:@merkl/merkl@^1.2/testing",
      "m",
      "m/testing",
    ];
    for (const name of names) assert.deepEqual(ask(name), { kind: "merkl" }, name);
    const isMerkl = (path: string) => path.endsWith("mod.ts");
    const resolver = createResolver({ root: absPath(dir), isMerkl });
    assert.deepEqual(resolver.resolve("./lib/mod.ts", absPath("x.ts", dir)), { kind: "merkl" });
    assert.deepEqual(resolver.resolve("rel", absPath("x.ts", dir)), { kind: "merkl" });
    assert.equal(ask("merkling").kind, "unknown");
  });
});

Deno.test("built-in modules, unless an import map says otherwise", async () => {
  await inProject({ "deno.json": `{"imports":{"buffer":"./b.ts"}}`, "b.ts": "" }, (ask, dir) => {
    assert.deepEqual(ask("node:fs/promises"), { kind: "builtin", name: "fs/promises" });
    assert.deepEqual(ask("fs"), { kind: "builtin", name: "fs" });
    assert.equal(local(ask("buffer"), dir), "b.ts");
  });
});

Deno.test("a missing local file says what is near", async () => {
  await inProject({ "lib/helper.ts": "", "lib/a b.ts": "" }, (ask, dir) => {
    assert.equal(local(ask("./lib/helper.ts"), dir), join("lib", "helper.ts"));
    assert.equal(local(ask("../helper.ts?x=1#y", "lib/deep/x.ts"), dir), join("lib", "helper.ts"));
    assert.equal(local(ask("./lib/a%20b.ts"), dir), join("lib", "a b.ts"));
    assert.equal(local(ask(`file://${dir}/lib/helper.ts`), dir), join("lib", "helper.ts"));
    assert.match(why(ask("./lib/helper")), /no file .*helper; did you mean .*helper\.ts\?/);
    assert.match(why(ask("./lib/helpre.ts")), /did you mean .*helper\.ts\?/);
    assert.match(why(ask("./lib")), /is a folder/);
    assert.match(why(ask("data:text/javascript,1")), /data: URLs/);
  });
});
