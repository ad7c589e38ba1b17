/** Files and folders beside a module that code names count by what is in them. */

import assert from "node:assert/strict";
import { type Edit, type Files, testEdits } from "./edit_rig.ts";
import { analyze, keyOf, type Sources, withImport } from "./rig.ts";

const PATHS = 'import { dirname, join, resolve } from "node:path"; ' +
  'import * as path from "node:path"; import { fileURLToPath } from "node:url";';

/** What a body reads, by an expression for the path of `data/a.txt`, after a head. */
function reading(file: string, head = ""): Files {
  return {
    "p.ts": `${head} const t = task((_: number) => Deno.readTextFileSync(${file}));`,
    "data/a.txt": "one",
    "data/sub/b.txt": "b",
  };
}

const FORMS: readonly (readonly [file: string, head?: string])[] = [
  ['new URL("a.txt", new URL("./data/", import.meta.url))'],
  ['new URL("a.txt", DATA)', 'const DATA = new URL("./data/", import.meta.url);'],
  ['new URL("./data", import.meta.url).pathname + "/a.txt"'],
  ['new URL("../", new URL("./data/sub/", import.meta.url)).pathname + "a.txt"'],
  ["new URL(`./data/${name}.txt`, import.meta.url)", 'const name = "a";'],
  ['new URL(import.meta.resolve("./data/a.txt"))'],
  ['import.meta.dirname + "/data/a.txt"'],
  ['import.meta.dirname! + "/data/" + name + ".txt"', 'const name = "a";'],
  ["`${import.meta.dirname}/data/a.txt`"],
  ["`${import.meta.dirname}/data/${name}.txt`", 'const name = "a";'],
  ['join(import.meta.dirname!, "data", "a.txt")', PATHS],
  ['join(import.meta.dirname!, "data", name + ".txt")', `${PATHS} const name = "a";`],
  ['path.join(join(import.meta.dirname!, "data"), "a.txt")', PATHS],
  ['resolve(import.meta.dirname!, "./data/a.txt")', PATHS],
  [
    'join(here, "data/a.txt")',
    `${PATHS} const here = dirname(fileURLToPath(import.meta.url));`,
  ],
  [
    "file",
    "const here = import.meta.dirname; const data = `${here}/data`; const file = data + '/a.txt';",
  ],
  // from the module's own file
  ['resolve(fileURLToPath(import.meta.url), "../data/a.txt")', PATHS],
  ['join(import.meta.filename!, "..", "data", name + ".txt")', `${PATHS} const name = "a";`],
  ['dirname(new URL(import.meta.url).pathname) + "/data/a.txt"', PATHS],
  ['new URL(import.meta.url + "/../data/a.txt")'],
  ["new URL(`${import.meta.url}/../data/${name}.txt`)", 'const name = "a";'],
  ['URL.parse("./data/a.txt", import.meta.url)!'],
  ["URL.parse(`./data/${name}.txt`, import.meta.url)!", 'const name = "a";'],
  ['import.meta["dirname"] + "/data/a.txt"'],
  ['new URL("./data/a.txt", import.meta["url"])'],
  ['import.meta.dirname && import.meta.dirname + "/data/a.txt"'],
  ['import.meta.filename && import.meta.dirname + "/data/a.txt"'],
  ["of('a')", "const of = (name: string) => new URL(`./data/${name}.txt`, import.meta.url);"],
  // what a function of one's own is called doesn't tell whether it reads
  [
    'removeComments(import.meta.dirname + "/data/a.txt")',
    "const removeComments = (file: string) => file;",
  ],
  [
    'writer.write(new URL("./data/a.txt", import.meta.url))',
    "const writer = { write: (file: URL) => file };",
  ],
  [
    '((Deno: any) => Deno.remove(import.meta.dirname + "/data/a.txt"))({ remove: (f: string) => f })',
  ],
  [
    '{ fs: { rm: (file: string) => file } }.fs.rm(import.meta.dirname + "/data/a.txt")',
    'import fs from "node:fs"; void fs;',
  ],
  [
    "added()",
    'const added = () => { const to = import.meta.dirname + "/data/a.txt"; ' +
    'Deno.writeTextFileSync(to, "", { append: true }); return to; };',
  ],
  [
    '(Deno.readTextFileSync(import.meta.dirname + "/data/a.txt") === "o" + "ne" && ' +
    'import.meta.dirname + "/data/sub/b.txt") || import.meta.dirname + "/p.ts"',
  ],
  [
    "copied()",
    "const copied = () => { const to = Deno.makeTempFileSync(); " +
    'Deno.copyFileSync(import.meta.dirname + "/data/a.txt", to); return to; };',
  ],
];

const EDITS: readonly Edit[] = [
  ...FORMS.map(([file, head]): Edit => [`a file named ${file}`, reading(file, head), "one", "two"]),
  [
    "a file beside another module",
    {
      "p.ts": 'import { read } from "./lib/read.ts"; const t = task((_: number) => read());',
      "lib/read.ts":
        'export const read = () => Deno.readTextFileSync(import.meta.dirname + "/../data/a.txt");',
      "data/a.txt": "one",
    },
    "one",
    "two",
  ],
  [
    "a name of a folder in another module",
    {
      "p.ts":
        'import { DATA } from "./data.ts"; const t = task((_: number) => Deno.readTextFileSync(DATA + "/a.txt"));',
      "data.ts": "export const DATA = `${import.meta.dirname}/data`;",
      "data/a.txt": "one",
    },
    "one",
    "two",
  ],
  [
    "what a folder below a folder holds",
    {
      "p.ts":
        'const D = import.meta.dirname + "/data"; const t = task((_: number) => Array.from(Deno.readDirSync(D + "/sub"), ({ name }) => Deno.readTextFileSync(`${D}/sub/${name}`)));',
      "data/a.txt": "one",
      "data/sub/b.txt": "bee",
    },
    "bee",
    "boo",
  ],
  [
    "a file that a module with a name like the platform's reads",
    {
      "p.ts":
        'import { emptyDir } from "./@std/fs/mod.ts"; const t = task((_: number) => emptyDir(import.meta.dirname + "/data/a.txt"));',
      "@std/fs/mod.ts": "export const emptyDir = (file: string) => Deno.readTextFileSync(file);",
      "data/a.txt": "one",
    },
    "one",
    "two",
  ],
  [
    "a URL in the place of its text",
    {
      "p.ts": 'const t = task((_: number) => typeof new URL("./d.txt", import.meta.url));',
      "d.txt": "1",
    },
    'new URL("./d.txt", import.meta.url)',
    'import.meta.resolve("./d.txt")',
  ],
  [
    "a name with a per cent sign, as URL",
    {
      "p.ts":
        'const t = task((_: number) => Deno.readTextFileSync(new URL("./100%25.txt", import.meta.url)));',
      "100%.txt": "one",
    },
    "one",
    "two",
  ],
  [
    "a name that looks like a URL's, as path",
    {
      "p.ts":
        'const t = task((_: number) => Deno.readTextFileSync(import.meta.dirname + "/a%20#b?.txt"));',
      "a%20#b?.txt": "one",
    },
    "one",
    "two",
  ],
];

testEdits(EDITS);

const LISTS = withImport('task(() => [...Deno.readDirSync(new URL("./data/", import.meta.url))]);');

/** The key of a task that lists `data`, of which `change` makes something else. */
function listed(change?: (folder: string) => void, files: Sources = {}): Promise<string> {
  const sources = { "main.ts": LISTS, "data/a.txt": "one", ...files };
  return keyOf(sources, { before: (root) => change?.(`${root}/data`) });
}

Deno.test("a folder counts by the names, contents and folders in it, and by nothing else", async () => {
  const key = await listed();
  assert.equal(await listed((data) => Deno.utimeSync(`${data}/a.txt`, 1, 1)), key);
  assert.equal(await listed((data) => Deno.mkdirSync(`${data}/.merkl`)), key);
  assert.equal(await listed(undefined, { "other/b.txt": "b" }), key);
  const others = [
    await listed((data) => Deno.renameSync(`${data}/a.txt`, `${data}/b.txt`)),
    await listed((data) => Deno.mkdirSync(`${data}/empty`)),
    await listed((data) => Deno.removeSync(`${data}/a.txt`)),
    await listed((data) => Deno.removeSync(data, { recursive: true })),
    await listed(undefined, { "data/b.txt": "" }),
    await listed(undefined, { "data/sub/a.txt": "one" }),
    await listed((data) => Deno.symlinkSync(data, `${data}/loop`)),
    await listed((data) => Deno.symlinkSync(`${data}/missing`, `${data}/dangling`)),
  ];
  assert.equal(new Set([key, ...others]).size, others.length + 1);
});

Deno.test("what a link in a folder leads to counts", async () => {
  const link = (data: string) => Deno.symlinkSync(`${data}/../other`, `${data}/link`);
  assert.notEqual(
    await listed(link, { "other/b.txt": "1" }),
    await listed(link, { "other/b.txt": "2" }),
  );
});

Deno.test("a pipe in a folder isn't read", { ignore: Deno.build.os === "windows" }, async () => {
  await listed((data) => {
    assert.ok(new Deno.Command("mkfifo", { args: [`${data}/pipe`] }).outputSync().success);
  });
});

async function said(project: Sources | string): Promise<string[]> {
  const { warnings } = await analyze(project);
  return warnings.map(({ code, place }) => `${code} ${place?.line}`);
}

Deno.test("where files are found by a module's place and it can't be told which, that is said", async () => {
  const at = (text: string) => said(`\n${text}`);
  const passed = "const read = (d: any) => d; task(() => read(import.meta.dirname));";
  assert.deepEqual(await at(passed), ["module-folder 3"]);
  const constant =
    "const here = import.meta.dirname;\nconst read = (d: any) => d; task(() => read(here));";
  assert.deepEqual(await at(constant), ["module-folder 4"]);
  assert.deepEqual(
    await at('task(() => new URL("../", import.meta.url));'),
    ["module-folder 3"],
  );
  assert.deepEqual(
    await at("task((name: string) => new URL(name, import.meta.url));"),
    ["module-folder 3"],
  );
  assert.deepEqual(
    await at('task(() => import.meta.filename!.replace("main.ts", "data.csv"));'),
    ["module-folder 3"],
  );
  const slurp = "const slurp = (p: any) => Deno.readTextFileSync(p);";
  const ways: readonly (readonly [head: string, file: string])[] = [
    ["", 'import.meta.url.replace("main.ts", "t.txt")'],
    ["", 'import.meta.filename + ".json"'],
    ["", '"file://" + import.meta.filename + "/../t.txt"'],
    ["const beside = (url: string) => new URL('./t.txt', url);", "beside(import.meta.url)"],
    ["const me = () => import.meta.filename!;", 'me().replace("main.ts", "t.txt")'],
    ["const beside = (url = import.meta.url) => new URL('./t.txt', url);", "beside()"],
    ["const at = { url: import.meta.url };", 'new URL("./t.txt", at.url)'],
    ["const { dirname } = import.meta;", "`${dirname}/t.txt`"],
    ["const m = import.meta;", 'm.dirname + "/t.txt"'],
    ["const of = (meta: ImportMeta) => meta.dirname + '/t.txt';", "of(import.meta)"],
    ["const key = 'dirname';", 'import.meta[key] + "/t.txt"'],
    ["const { resolve } = import.meta;", 'new URL(resolve("./t.txt"))'],
    ["", 'new URL([import.meta.resolve].map((of) => of("./t.txt"))[0])'],
    ["", "new URL(import.meta.resolve(String('./t.txt')))"],
    // of a file that is named another one is made
    ["", '(import.meta.dirname + "/main.ts").replace("main", "t")'],
    ["const f = import.meta.dirname + '/main.ts';", 'f.slice(0, -7) + "t.txt"'],
    ["const u = new URL('./main.ts', import.meta.url); u.pathname += 'x';", "u"],
  ];
  for (const [head, file] of ways) {
    const text = `${slurp} ${head} task((_: number) => slurp(${file}));`;
    assert.deepEqual(await at(text), ["module-folder 3"], text);
    const apart = `${slurp} ${head} task((_: number) => { const file = ${file}; slurp(file); });`;
    assert.deepEqual(await at(apart), ["module-folder 3"], apart);
  }
  assert.deepEqual(
    await said({
      "main.ts": withImport(
        'import { join } from "./std/path.ts"; task(() => join(import.meta.dirname!, "main.ts"));',
      ),
      "std/path.ts": "export const join = (a: string, b: string) => `${a}/std/${b}`;",
    }),
    ["module-folder 2"],
  );
  assert.deepEqual(
    await said({
      "main.ts": withImport('import { me } from "./a.ts"; task(() => new URL("x.txt", me));'),
      "a.ts": "export const me = import.meta.url;",
    }),
    ["module-folder 1"],
  );
  assert.deepEqual(
    await said({
      "main.ts": withImport('import { here } from "./a.ts"; task(() => here + "/x.txt");'),
      "a.ts": "export const here = import.meta.dirname;",
    }),
    ["module-folder 1"],
  );
});

Deno.test("nothing is said of a module's place where files are named, or of what is written", async () => {
  const here = "const here = import.meta.dirname;";
  const named = withImport(`${here} task(() => Deno.readTextFileSync(here + "/main.ts"));`);
  assert.deepEqual(await said({ "main.ts": named }), []);
  const harmless = [
    'import.meta.url === "file:///main.ts"',
    "typeof import.meta.dirname",
    "import.meta.main",
    "import.meta.resolve('npm:left-pad')",
    "console.log(`in ${import.meta.filename}`)",
    'new TypeError("in " + import.meta.url)',
    "basename(import.meta.filename!)",
  ];
  const names = 'import { basename } from "node:path";';
  for (const text of harmless) {
    assert.deepEqual(await said(`${names} task(() => ${text});`), [], text);
  }
  assert.deepEqual(
    await said('task(() => Deno.writeTextFileSync(import.meta.dirname + "/out.txt", ""));'),
    [],
  );
  const fs = 'import fs from "node:fs"; import { mkdirSync as make } from "node:fs";';
  assert.deepEqual(
    await said(`${fs} task(() => {
      make(import.meta.dirname + "/out");
      fs.writeFileSync(import.meta.dirname + "/out/a.txt", "");
    });`),
    [],
  );
  assert.deepEqual(
    await said('task(() => import.meta.dirname + "/missing.txt");'),
    ["unknown-dependency undefined"],
  );
});
