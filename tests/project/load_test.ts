import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempProject } from "../support/temp_project.ts";

const DRIVER = fileURLToPath(new URL("./load_driver.ts", import.meta.url));

async function deno(args: readonly string[], cwd: string): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, text(stderr));
  return text(stdout);
}

interface Said {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly place?: { file: string; line: number; column: number };
  readonly related?: readonly { file: string; line: number; column: number }[];
}

/** Runs the driver (or its bundle) on `main` of a project with these files. */
async function load<T = Said>(
  files: Readonly<Record<string, string>>,
  main = "main.ts",
  program: readonly string[] = ["run", "-A", DRIVER],
): Promise<T> {
  await using project = await tempProject({ files });
  const out = await deno([...program, project.path(main)], project.dir);
  return JSON.parse(out.replaceAll(project.dir, "DIR")) as T;
}

const LOCK = Deno.readTextFileSync(new URL("../fixtures/locks/deno-npm.lock", import.meta.url));

const EVERYTHING = {
  "deno.json": `{"imports":{
    "@/": "./lib/", // an alias
    "m": "jsr:@merkl/merkl@^1",
    "color": "npm:color-name@1"
  }}`,
  "deno.lock": LOCK,
  "lib/helper file.ts": `import { version } from "merkl";
export interface Row { n: number }
export const twice = (row: Row): number => row.n * 2;
export { version };`,
  "lib/data.json": `{"n": 21}`,
  "sub/main.ts": `import { task, version } from "@merkl/merkl";
import * as aliased from "m";
import seven from "jsr:@merkl/merkl@^1.2.0";
import { memoryProject } from "@merkl/merkl/testing";
import { type Row, twice, version as seenByHelper } from "@/helper file.ts";
import data from "../lib/data.json" with { type: "json" };
import colors from "color";
import hasFlag from "npm:has-flag@4";
import lodash from "npm:lodash@4";
import { join } from "node:path";

const counter = globalThis as unknown as { runs?: number };
counter.runs = (counter.runs ?? 0) + 1;
enum Step {
  One = 1,
}
interface Options {
  row: Row;
}
const frames = task(({ row }: Options): number => twice(row));
export async function show(library: { task: unknown; version: string }) {
  const late = await import("@merkl/merkl");
  return {
    same: [task, late.task, aliased.task, memoryProject].every((each) => each === library.task),
    versions: [version, seenByHelper],
    seven,
    data: twice(data),
    red: (colors as { red: number[] }).red,
    hasFlag: typeof hasFlag,
    lodash: lodash.VERSION,
    runs: counter.runs,
    join: join("a", "b"),
    step: Step.One,
    frame: frames[0],
  };
}`,
};

const SHOWN = {
  same: true,
  versions: ["the running one", "the running one"],
  seven: 7,
  data: 42,
  red: [255, 0, 0],
  hasFlag: "function",
  // the newest 4 is another one
  lodash: "4.17.20",
  runs: 1,
  join: join("a", "b"),
  step: 1,
  frame: "    at file://DIR/sub/main.ts:20:16",
};

Deno.test("a pipeline gets the running library, its own aliases, and its places", async () => {
  assert.deepEqual(await load<unknown>(EVERYTHING, "sub/main.ts"), SHOWN);
});

Deno.test("the one-file bundle loads it as well, far from the sources", async () => {
  await using far = await tempProject({});
  const bundle = far.path("merkl.js");
  await deno(["bundle", "--quiet", DRIVER, "-o", bundle], far.dir);
  const program = ["run", "-A", "--no-remote", "--no-config", bundle];
  assert.deepEqual(await load<unknown>(EVERYTHING, "sub/main.ts", program), SHOWN);
});

Deno.test("a folder with odd characters in its name does no harm", async () => {
  const folder = "a b#c%20[d]é^";
  const files = {
    [`${folder}/main.ts`]: `import { x } from "./x.ts"; export const show = () => x;`,
    [`${folder}/x.ts`]: `import { version } from "merkl"; export const x = version;`,
  };
  assert.equal(await load<unknown>(files, `${folder}/main.ts`), "the running one");
});

Deno.test("a missing file names the nearest module, a folder its modules", async () => {
  const files = { "pipeline.ts": "", "other.ts": "", "notes.txt": "" };
  const slip = await load(files, "pipelin.ts");
  assert.equal(slip.code, "pipeline-not-found");
  assert.match(slip.message, /no file pipelin\.ts; did you mean pipeline\.ts\?/);
  assert.match((await load(files, "other")).message, /did you mean other\.ts\?/);
  assert.equal(
    (await load({}, "absent/x.ts")).message,
    `There is no file ${join("absent", "x.ts")}`,
  );
  const folder = await load({ "flows/b.ts": "", "flows/a.ts": "" }, "flows");
  assert.equal(folder.code, "pipeline-is-folder");
  assert.match(folder.hint!, /flows.a\.ts or flows.b\.ts/);
});

Deno.test("a file that is no module is told by its name", async () => {
  const { code, message, hint } = await load({ "sales.csv": "a,b\n" }, "sales.csv");
  assert.equal(code, "pipeline-no-module");
  assert.equal(message, "sales.csv is no TypeScript or JavaScript, but a module was expected");
  assert.match(hint!, /merkl run pipeline\.ts sales\.csv/);
});

Deno.test("a syntax error names its place, also in an imported file", async () => {
  const broken = "const a: number = 1;\nconst b = ;\n";
  for (const files of [{ "main.ts": broken }, { "main.ts": `import "./x.ts";`, "x.ts": broken }]) {
    const { code, message, place } = await load(files);
    assert.equal(code, "pipeline-syntax");
    const file = "x.ts" in files ? "x.ts" : "main.ts";
    assert.equal(message, `${file} can't be read: Expression expected`);
    assert.deepEqual(place, { file: `DIR/${file}`, line: 2, column: 11 });
  }
});

Deno.test("an import that stands for nothing names specifier, file and place", async () => {
  const bare = await load({
    "deno.json": "{}",
    "main.ts": `import "./x.ts";`,
    "x.ts": `\nimport y from "nopkg/deep"; y;`,
  });
  assert.equal(bare.code, "import-failed");
  assert.match(bare.message, /^Cannot import "nopkg\/deep" in x\.ts: no import map/);
  assert.match(bare.hint!, /deno\.json .*`deno add npm:nopkg` does/);
  assert.deepEqual(bare.place, { file: "DIR/x.ts", line: 2, column: 15, endColumn: 27 });
  const file = await load({ "main.ts": `import "./helpre.ts";`, "helper.ts": "" });
  assert.match(file.message, /no file helpre\.ts; did you mean helper\.ts\?/);
  const merkl = await load({ "main.ts": `import "@merkl/merkl/nothing";` });
  assert.match(merkl.message, /merkl has no export \.\/nothing/);
  const named = await load({ "main.ts": `import { a } from "./x.ts"; a;`, "x.ts": "export {};" });
  assert.equal(named.code, "missing-export");
  assert.equal(named.message, '"./x.ts" exports no a');
  assert.equal(named.place?.file, "DIR/main.ts");
  const files = {
    "main.ts": `import { laod } from "./x.ts"; laod;`,
    "x.ts": "export const load = 1;",
  };
  assert.match((await load(files)).message, /exports no laod; did you mean load\?$/);
  const library = await load({ "main.ts": `import { tsak } from "@merkl/merkl"; tsak;` });
  assert.match(library.message, /exports no tsak; did you mean task\?$/);
  const json = await load({ "main.ts": `import x from "./x.json"; x;`, "x.json": `{"a":1}` });
  assert.equal(json.code, "json-without-attribute");
  assert.deepEqual([json.place?.file, json.place?.column], ["DIR/main.ts", 15]);
  const malformed = await load({
    "main.ts": `import x from "./x.json" with { type: "json" }; x;`,
    "x.json": `{\n  "a": 1\n  "b": 2\n}`,
  });
  assert.equal(malformed.code, "pipeline-syntax");
  assert.match(malformed.message, /^x\.json can't be read: Expected ','/);
  assert.deepEqual([malformed.place?.file, malformed.place?.line], ["DIR/x.json", 3]);
  const odd = await load({ "main.ts": `import "node:nope";` });
  assert.equal(odd.code, "load-failed");
  assert.match(odd.message, /No such built-in module: node:nope$/);
  assert.deepEqual(odd.place, { file: "DIR/main.ts", line: 1, column: 8 });
  const config = await load({ "deno.json": `{"imports":`, "main.ts": `import "x";` });
  assert.equal(config.code, "malformed-config");
  assert.deepEqual([config.place?.file, config.place?.column], ["DIR/deno.json", 12]);
});

Deno.test("what the top level throws is shown with the user's own frames", async () => {
  const thrower = `interface Row { a: number }

function check(row: Row): never {
  throw new RangeError("too many " + row.a);
}
check({ a: 1 });`;
  const thrown = await load({ "main.ts": `import "./x.ts";`, "x.ts": thrower });
  assert.equal(thrown.code, "pipeline-threw");
  assert.equal(thrown.message, "main.ts threw while it was loaded: RangeError: too many 1");
  assert.deepEqual(thrown.place, { file: "DIR/x.ts", line: 4, column: 9 });
  const early = await load({ "main.ts": "const a = b;\nconst b = 1;\nexport { a, b };" });
  assert.equal(early.hint, "Define b above what names it");
  const odd = await load({ "main.ts": `throw "just a text";` });
  assert.equal(odd.message, "main.ts threw while it was loaded: just a text");
});
