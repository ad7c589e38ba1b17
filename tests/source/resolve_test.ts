import assert from "node:assert/strict";
import { join } from "node:path";
import { createResolver, type Resolver } from "../../lib/source/resolve.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { type AbsPath, absPath } from "../../lib/util/path.ts";
import type { Resolved } from "../../lib/source/resolver_types.ts";
import { tempProject } from "../support/temp_project.ts";

type Files = Readonly<Record<string, string>>;
type Ask = (specifier: string, from?: string) => Resolved;

function lock(name: string): string {
  return Deno.readTextFileSync(new URL(`../fixtures/locks/${name}`, import.meta.url));
}

async function inProject(
  files: Files,
  use: (ask: Ask, dir: string, resolver: Resolver) => void | Promise<void>,
): Promise<void> {
  await using project = await tempProject({ files });
  const resolver = createResolver({ root: absPath(project.dir) });
  const ask: Ask = (specifier, from = "main.ts") =>
    resolver.resolve(specifier, absPath(from, project.dir));
  await use(ask, project.dir, resolver);
}

function why(resolved: Resolved): string {
  assert.equal(resolved.kind, "unknown", JSON.stringify(resolved));
  return (resolved as Extract<Resolved, { kind: "unknown" }>).why;
}

function pkg(resolved: Resolved): Extract<Resolved, { kind: "package" }> {
  assert.equal(resolved.kind, "package", JSON.stringify(resolved));
  return resolved as Extract<Resolved, { kind: "package" }>;
}

function local(resolved: Resolved, dir: string): string {
  assert.equal(resolved.kind, "local", JSON.stringify(resolved));
  return (resolved as Extract<Resolved, { kind: "local" }>).path.slice(dir.length + 1);
}

const DENO_JSON = `{
  // what the fixture was made with
  "imports": {
    "zod": "npm:zod@^4.0.0",
    "chalk": "npm:chalk@4", /* by the way */
    "react-dom": "npm:react-dom@18.3.1",
    "react": "npm:react@~18.3.0",
    "store": "npm:use-sync-external-store@^1.2",
    "old-lodash": "npm:lodash@4.17.20",
    "frame": "npm:@babel/code-frame@latest",
    "esb": "npm:esbuild@0.25.0",
    "any": "npm:ms",
  },
}`;

Deno.test("a package has the version that deno.lock has for it", async () => {
  await inProject({ "deno.json": DENO_JSON, "deno.lock": lock("deno-npm.lock") }, (ask) => {
    const versions: Record<string, string> = {
      "zod": "npm:zod 4.6.7",
      "zod/mini": "npm:zod 4.6.7",
      "npm:zod@4/mini": "npm:zod 4.6.7",
      "npm:/zod@^4.0.0": "npm:zod 4.6.7",
      "react-dom/server": "npm:react-dom 18.3.1",
      "react": "npm:react 18.3.1",
      "store": "npm:use-sync-external-store 1.7.0",
      "old-lodash/fp.js": "npm:lodash 4.17.20",
      "frame": "npm:@babel/code-frame 8.0.6",
      "any": "npm:ms 2.1.3",
      // not among the specifiers, but only js-tokens 4.0.0 fits of the two that are locked
      "npm:js-tokens@^4": "npm:js-tokens 4.0.0",
      "npm:js-tokens@>=4": "npm:js-tokens 10.0.0",
    };
    for (const [specifier, expected] of Object.entries(versions)) {
      const { name, version, source } = pkg(ask(specifier));
      assert.equal(`${name} ${version}`, expected, specifier);
      assert.equal(source, "deno.lock");
    }
    assert.match(why(ask("npm:zod@3")), /deno\.lock has no npm:zod@3 \(it has 4\.6\.7\)/);
    assert.match(why(ask("npm:absent")), /deno\.lock has no npm:absent; run/);
    assert.match(why(ask("absent/x")), /no import map or package\.json/);
  });
});

Deno.test("a hash takes in all that the package depends on, and nothing else", async () => {
  const hashes = async (text: string) => {
    let result: string[] = [];
    await inProject({ "deno.json": DENO_JSON, "deno.lock": text }, (ask) => {
      result = ["chalk", "react-dom", "zod", "esb"].map((name) => pkg(ask(name)).hash);
    });
    return result;
  };
  const text = lock("deno-npm.lock");
  const [chalk, reactDom, zod, esb] = await hashes(text);
  assert.match(chalk!, /^[0-9a-f]{64}$/);
  assert.equal(new Set([chalk, reactDom, zod, esb]).size, 4);
  const edit = (id: string) => {
    const json = JSON.parse(text);
    json.npm[id].integrity = "sha512-other";
    return JSON.stringify(json);
  };
  // color-name is three steps below chalk
  const [chalk2, ...same] = await hashes(edit("color-name@1.1.4"));
  assert.notEqual(chalk2, chalk);
  assert.deepEqual(same, [reactDom, zod, esb]);
  const [chalk3, reactDom3, zod3, esb3] = await hashes(edit("react@18.3.1"));
  assert.deepEqual([chalk3, zod3, esb3], [chalk, zod, esb]);
  assert.notEqual(reactDom3, reactDom, "a peer counts");
  const [, , , esb4] = await hashes(edit("@esbuild/darwin-arm64@0.25.0"));
  assert.notEqual(esb4, esb, "another system's optional package counts on every system");
});

Deno.test("a package that the lock gives two names is followed", async () => {
  const text = lock("deno-aliases.lock");
  const hash = async (lockText: string) => {
    let found = "";
    await inProject({ "deno.lock": lockText }, (ask) => {
      found = pkg(ask("npm:@isaacs/cliui@^8.0.2")).hash;
    });
    return found;
  };
  const json = JSON.parse(text);
  // reached only through string-width-cjs@npm:string-width@4.2.3
  json.npm["emoji-regex@8.0.0"].integrity = "sha512-other";
  assert.notEqual(await hash(JSON.stringify(json)), await hash(text));
});

Deno.test("an incomplete lock, an old and a newer one say so", async () => {
  const json = JSON.parse(lock("deno-npm.lock"));
  delete json.npm["color-name@1.1.4"];
  await inProject({ "deno.lock": JSON.stringify(json) }, (ask) => {
    assert.match(why(ask("npm:chalk@4")), /incomplete: npm:color-convert@2\.0\.1 needs color-name/);
    assert.equal(ask("npm:zod@4").kind, "package");
  });
  await inProject({ "deno.lock": JSON.stringify({ ...json, version: "6" }) }, (ask) => {
    assert.match(why(ask("npm:zod@4")), /format 6.*knows 4 and 5; update merkl/);
    assert.match(why(ask("https://deno.land/x/a.ts")), /format 6/);
  });
  await inProject({ "deno.lock": JSON.stringify({ ...json, version: "3" }) }, (ask) => {
    assert.match(why(ask("npm:zod@4")), /old format 3/);
  });
  await inProject({}, (ask) => assert.match(why(ask("npm:zod@4")), /no deno\.lock/));
});

Deno.test("jsr packages may depend on each other in a circle", async () => {
  const files = { "deno.json": `{"imports":{"one":"jsr:@a/one@1"}}` };
  const text = lock("deno-jsr.lock");
  let before = "";
  await inProject({ ...files, "deno.lock": text }, (ask) => {
    const one = pkg(ask("one/sub"));
    assert.equal(`${one.name} ${one.version}`, "jsr:@a/one 1.2.0");
    assert.notEqual(one.hash, pkg(ask("jsr:@a/two@1")).hash);
    assert.equal(pkg(ask("jsr:@std/path@^1.0.0/posix")).version, "1.0.8");
    assert.equal(pkg(ask("jsr:@std/assert@1")).name, "jsr:@std/assert");
    before = one.hash;
  });
  await inProject({ ...files, "deno.lock": text.replace("sha512-6Flzub", "sha512-X") }, (ask) => {
    assert.notEqual(pkg(ask("one")).hash, before, "its npm dependency counts");
  });
});

Deno.test("a remote module has the hash of all that is locked, through redirects", async () => {
  const text = lock("deno-jsr.lock");
  const url = "https://deno.land/x/thing/mod.ts";
  let before = "";
  await inProject({ "deno.lock": text }, (ask) => {
    const found = pkg(ask(url));
    assert.equal(found.name, url);
    before = found.hash;
    assert.match(why(ask("https://deno.land/x/absent.ts")), /deno\.lock doesn't have it/);
  });
  await inProject({ "deno.lock": text.replace('"09154a', '"19154a') }, (ask) => {
    assert.notEqual(pkg(ask(url)).hash, before);
  });
});

Deno.test("package-lock.json counts where there is no deno.lock", async () => {
  const files = {
    "package.json": JSON.stringify({
      dependencies: {
        chalk: "^4.0.0",
        "react-dom": "18.3.1",
        react: "18",
        mylodash: "npm:lodash@^4.17.0",
        loc: "file:./loc",
      },
      devDependencies: { chalk5: "npm:chalk@5" },
    }),
    "package-lock.json": lock("package-lock.json"),
    "loc/package.json": `{"name":"loc","version":"0.1.0","main":"main.js"}`,
    "loc/main.js": "",
  };
  let chalk = "";
  await inProject(files, (ask, dir) => {
    const found = pkg(ask("chalk", "deep/in/x.ts"));
    assert.equal(
      `${found.name} ${found.version} ${found.source}`,
      "npm:chalk 4.1.2 package-lock.json",
    );
    chalk = found.hash;
    assert.equal(pkg(ask("chalk5")).version, "5.6.2");
    assert.equal(pkg(ask("mylodash/fp")).name, "npm:lodash");
    assert.equal(pkg(ask("react-dom/server")).version, "18.3.1");
    assert.equal(pkg(ask("loose-envify")).version, "1.4.0", "installed, if not declared");
    assert.match(why(ask("npm:chalk@3")), /has chalk 4\.1\.2, and 3 is wanted/);
    assert.equal(local(ask("loc"), dir), join("loc", "main.js"));
  });
  await inProject({ "deno.json": DENO_JSON, "deno.lock": lock("deno-npm.lock") }, (ask) => {
    assert.equal(pkg(ask("chalk")).hash, chalk, "both locks give one hash");
  });
});

Deno.test("an installed package's version counts where there is no lock", async () => {
  const files = {
    "package.json": `{"dependencies":{"a":"^1.0.0"}}`,
    "node_modules/a/package.json": `{"name":"a","version":"1.2.3","dependencies":{"b":"*"}}`,
    "node_modules/b/package.json": `{"name":"b","version":"2.0.0"}`,
  };
  let before = "";
  await inProject(files, (ask) => {
    const a = pkg(ask("a/x.js"));
    assert.equal(`${a.name} ${a.version} ${a.source}`, "npm:a 1.2.3 node_modules");
    before = a.hash;
    assert.match(why(ask("npm:c")), /no deno\.lock/);
  });
  const changed = { ...files, "node_modules/b/package.json": `{"name":"b","version":"2.0.1"}` };
  await inProject(changed, (ask) => assert.notEqual(pkg(ask("a")).hash, before));
  const missing: Record<string, string> = { ...changed };
  delete missing["node_modules/b/package.json"];
  await inProject(missing, (ask) => assert.match(why(ask("a")), /needs b, which isn't installed/));
});

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

Deno.test("malformed project files name the place", async () => {
  const broken: [Files, string, number, number][] = [
    [{ "deno.json": `{\n  "imports": {\n    "a" "b"\n  }\n}` }, "malformed-config", 3, 9],
    [{ "deno.json": `{ "imports": [] }` }, "unexpected-config", 1, 1],
    [{ "deno.json": `{}`, "deno.lock": `{"version": "5",` }, "malformed-config", 1, 17],
    [{ "package.json": `// no\n{"a": tru}` }, "malformed-config", 2, 7],
  ];
  for (const [files, code, line, column] of broken) {
    await inProject(files, (ask, dir) => {
      assert.throws(() => ask("npm:zod"), (error) => {
        assert.ok(isMerklError(error));
        assert.equal(error.code, code);
        assert.deepEqual([error.place?.line, error.place?.column], [line, column], error.message);
        assert.ok(error.place!.file.startsWith(dir));
        return true;
      });
    });
  }
});

Deno.test("importable pins what resolve found", async () => {
  const files = { "deno.json": DENO_JSON, "deno.lock": lock("deno-npm.lock"), "a.ts": "" };
  await inProject(files, (_ask, dir, resolver) => {
    const from = join(dir, "main.ts") as AbsPath;
    assert.equal(resolver.importable("zod/mini", from), "npm:zod@4.6.7/mini");
    assert.equal(resolver.importable("react-dom", from), "npm:react-dom@18.3.1");
    assert.equal(resolver.importable("npm:absent@1/x", from), "npm:absent@1/x");
    assert.equal(resolver.importable("fs", from), "node:fs");
    assert.equal(resolver.importable("jsr:@merkl/merkl@1/testing", from), "merkl:./testing");
    assert.equal(resolver.importable("./a.ts", from), new URL(`file://${dir}/a.ts`).href);
    assert.equal(resolver.importable("absent", from), undefined);
    assert.equal(resolver.depVersion("zod", from)?.version, "4.6.7");
    assert.equal(resolver.depVersion("fs", from), undefined);
  });
});
