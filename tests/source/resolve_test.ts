import assert from "node:assert/strict";
import { join } from "node:path";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { sha256 } from "../../lib/hash/digest.ts";
import type { AbsPath } from "../../lib/util/path.ts";
import { type Files, inProject, local, lock, pkg, why } from "./resolver_rig.ts";

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

Deno.test("the pre-image of a package's hash is the one that is documented", async () => {
  const text = lock("deno-npm.lock");
  const integrity = (id: string): string => JSON.parse(text).npm[id].integrity;
  const lines = [
    `["npm:js-tokens@4.0.0","${integrity("js-tokens@4.0.0")}",[]]`,
    `["npm:loose-envify@1.4.0","${integrity("loose-envify@1.4.0")}",["npm:js-tokens@4.0.0"]]`,
    `["npm:react@18.3.1","${integrity("react@18.3.1")}",["npm:loose-envify@1.4.0"]]`,
  ];
  const expected = sha256(`["merkl package",1,"npm:react@18.3.1",[${lines.join(",")}]]`);
  await inProject({ "deno.lock": text }, (ask) => {
    assert.equal(pkg(ask("npm:react@18.3.1")).hash, expected);
  });
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

Deno.test("a package that no lock has is brought in by a command that does it", async () => {
  await inProject({}, (ask) => {
    assert.match(why(ask("npm:ms@2.1/x.js")), /no deno\.lock .*run `deno add npm:ms@2\.1`$/);
    assert.match(why(ask("jsr:@std/path@1")), /run `deno add jsr:@std\/path@1`$/);
  });
  const mapped = { "deno.json": `{"imports":{"ms":"npm:ms@2"}}` };
  await inProject(mapped, (ask) => assert.match(why(ask("ms")), /run `deno install`$/));
  await inProject({ ...mapped, "deno.lock": `{"version":"5"}` }, (ask) => {
    assert.match(why(ask("npm:ms@2")), /deno\.lock has no npm:ms@2; run `deno add npm:ms@2`/);
    assert.match(why(ask("ms")), /deno\.lock has no npm:ms@2; run `deno install`/);
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
  });
});
Deno.test("deno.json may name another lock, or none", async () => {
  const files = {
    "deno.lock": lock("deno-npm.lock"),
    "locks/own.lock": lock("deno-workspace.lock"),
  };
  const own = { ...files, "deno.json": `{"lock":{"path":"locks/own.lock","frozen":true}}` };
  await inProject(own, (ask) => {
    const { version, source } = pkg(ask("npm:lodash@^4.17.0"));
    assert.deepEqual([version, source], ["4.18.1", "locks/own.lock"]);
  });
  await inProject({ ...files, "deno.json": `{"lock":false}` }, (ask) => {
    assert.match(why(ask("npm:zod@4")), /no deno\.lock/);
  });
});
