/** What functions change while a program runs isn't in a key: it is said, with the place. */

import assert from "node:assert/strict";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { tempProject } from "../support/temp_project.ts";
import { analyze, type Sources, withImport } from "./rig.ts";

type Project = Sources | string;

const main = (text: string, others: Sources): Sources => ({
  "main.ts": withImport(text),
  ...others,
});

async function said(project: Project): Promise<string[]> {
  const { warnings } = await analyze(project);
  return warnings.filter(({ code }) => code === "changed-at-run-time").map(({ message, place }) => {
    assert.ok(place, "it has a place");
    return message.replace(/:.*/s, "");
  });
}

/** Code, the name in it that is changed while a program runs, and by what. */
const CHANGED: readonly (readonly [what: string, project: Project, name: string, by: string])[] = [
  [
    "the function that wires pushes to",
    "const list: number[] = []; export default () => { list.push(1); }; task(() => list.length);",
    "list",
    "the default export",
  ],
  [
    "a setter assigns a member of",
    "const box: any = {}; export function set(n: number) { box.a = n; } task(() => box.a);",
    "box",
    "set()",
  ],
  [
    "a function of another module sets in",
    main(`import { table } from "./a.ts"; task(() => table.get("a"));`, {
      "a.ts":
        "export const table = new Map<string, number>(); export const put = (n: number) => table.set('a', n);",
    }),
    "table",
    "put()",
  ],
  [
    "a function changes through a helper",
    "const box: any = {}; const put = (o: any, n: number) => { o.a = n; }; export const go = () => put(box, 1); task(() => box.a);",
    "box",
    "go()",
  ],
  [
    "a function assigns a static member of",
    "class Rates { static a = 1; } export const go = () => { Rates.a = 2; }; task(() => Rates.a);",
    "Rates",
    "go()",
  ],
  [
    "a function changes by another name",
    "const box: any = { in: {} }; export const go = () => { const b = box, { in: inner } = b; inner.a = 1; }; task(() => box.in.a);",
    "box",
    "go()",
  ],
  [
    "a method of its class changes",
    "class Config { a = 1; use(n: number) { this.a = n; } } const config = new Config(); export const go = () => config.use(2); task(() => config.a);",
    "config",
    "go()",
  ],
  [
    "a method that calls another one changes",
    "class Base { list: number[] = []; #put(n: number) { this.list.push(n); } use(n: number) { this.#put(n); } } class Config extends Base {} const config = new Config(); export const go = () => config.use(2); task(() => config.list);",
    "config",
    "go()",
  ],
  [
    "its own method changes",
    "const config = { a: 1, use(n: number) { this.a = n; } }; export const go = () => config.use(2); task(() => config.a);",
    "config",
    "go()",
  ],
  [
    "another task changes",
    "const seen: number[] = []; export const other = task((n: number) => { seen.push(n); return n; }); task(() => seen.length);",
    "seen",
    "other",
  ],
  [
    "a pipeline changes",
    "const list: number[] = []; export const p = pipeline(() => { list.push(1); }); task(() => list.length);",
    "list",
    "p",
  ],
  [
    "a function that a function calls changes",
    "const list: number[] = []; const add = () => list.push(1); export const p = () => { add(); }; task(() => list.length);",
    "list",
    "add()",
  ],
];

for (const [what, project, name, by] of CHANGED) {
  Deno.test(`it is said that ${what} what a task uses`, async () => {
    assert.deepEqual(await said(project), [`"${name}" is changed by ${by}`]);
  });
}

/** Changes that are in the key, or that can't be seen by the task. */
const QUIET: readonly (readonly [what: string, text: string])[] = [
  [
    "is only called while modules load",
    "const table: any = {}; export const put = (k: string, v: any) => { table[k] = v; }; put('a', 1); task(() => table.a);",
  ],
  [
    "is called by nobody",
    "const list: number[] = []; const add = () => list.push(1); task(() => list.length);",
  ],
  [
    "remembers what the task itself computes",
    "const known = new Map<number, number>(); const f = (n: number) => { if (!known.has(n)) known.set(n, n * 2); return known.get(n)!; }; export const other = task((n: number) => f(n) + 1); task((n: number) => f(n));",
  ],
  [
    "is the task's own",
    "const seen: number[] = []; export const t = task((n: number) => { seen.push(n); return n; });",
  ],
  [
    "only reads",
    "const list = [1, 2]; export const f = () => list.map((n) => n + 1).filter(Boolean); task(() => list);",
  ],
  [
    "changes a copy",
    "const list = [1, 2]; export const f = () => { const own = [...list]; own.push(3); return own; }; task(() => list);",
  ],
  [
    "calls a method that changes nothing",
    "class Model { a = 1; predict(n: number) { return this.a * n; } } const model = new Model(); export const f = () => model.predict(2); task(() => model.predict(1));",
  ],
];

for (const [what, text] of QUIET) {
  Deno.test(`nothing is said of a function that ${what}`, async () => {
    assert.deepEqual(await said(text), []);
  });
}

Deno.test("the module that wires need not be one that the task's module imports", async () => {
  await using project = tempProject({
    files: {
      "tasks.ts": `import { task } from "@merkl/merkl";
        export const box: { rate?: number } = {};
        export const scale = task((n: number) => n * box.rate!);`,
      "p.ts": `import { box, scale } from "./tasks.ts";
        export default (rate: number) => {
          box.rate = rate;
          return scale(2);
        };`,
    },
  });
  const { stderr } = await project.run(["run", "p.ts", "3"]);
  assert.match(stderr, /p\.ts:3:11 "box" is changed by the default export: what it holds/);
});

Deno.test("what any module of the program changes while it loads is in the key", async () => {
  const plugin = (n: number) => `import { plugins } from "./plugins.ts"; plugins.set("a", ${n});`;
  const main = (more: string) =>
    `import { all } from "./tasks.ts"; import "./plugin.ts"; ${more} export default () => all();`;
  await using project = tempProject({
    files: {
      "plugins.ts": "export const plugins = new Map<string, number>();",
      "plugin.ts": plugin(1),
      "tasks.ts": `import { task } from "@merkl/merkl"; import { plugins } from "./plugins.ts";
        export const all = task(() => [...plugins.values()]);`,
      "p.ts": main(""),
    },
  });
  const run = async () => {
    const { stdout, stderr } = await project.run(["run", "p.ts"]);
    assert.doesNotMatch(stderr, /warning/);
    return [stdout.trim(), / (\d) run/.exec(stderr)![1]];
  };
  assert.deepEqual(await run(), ["[ 1 ]", "1"]);
  project.write("plugin.ts", plugin(2));
  assert.deepEqual(await run(), ["[ 2 ]", "1"]);
  // what changes nothing that it uses is not
  project.write("p.ts", main("const own = new Map(); own.set('a', 1);"));
  assert.deepEqual(await run(), ["[ 2 ]", "0"]);
  project.write(
    "p.ts",
    main("import { plugins } from './plugins.ts'; [3, 4].forEach((n) => plugins.set('b' + n, n));"),
  );
  assert.deepEqual(await run(), ["[ 2, 3, 4 ]", "1"]);
});

/** Variables in `deps`, whose value at the call of `task()` is hashed: `*` is where it's given another. */
const VARIABLES: readonly (readonly [what: string, text: string, expected: string])[] = [
  ["before", "let k = 0; k = 1; task({ deps: { k } }, () => k);", "key"],
  ["after, at the top level", "let k = 0; task({ deps: { k } }, () => k); k = 1;", "key"],
  [
    "before, in a function",
    "const mk = () => { let k = 0; k = 1; task({ deps: { k } }, () => k); }; mk();",
    "key",
  ],
  [
    "after, in a function",
    "const mk = () => { let k = 0; task({ deps: { k } }, () => k); k = 1; }; mk();",
    "captured-variable",
  ],
  [
    "in a loop around the task",
    "const mk = () => { let k = 0; for (const n of [1, 2]) { k = n; task({ deps: { k } }, () => k); } }; mk();",
    "captured-variable",
  ],
  [
    "by a function within",
    "const mk = () => { let k = 0; const set = () => { k = 1; }; set(); task({ deps: { k } }, () => k); }; mk();",
    "captured-variable",
  ],
  [
    "as the variable of a loop",
    "for (let k = 0; k < 2; k++) task({ deps: { k } }, () => k);",
    "key",
  ],
];

for (const [when, text, expected] of VARIABLES) {
  Deno.test(`a variable in deps that is assigned ${when}`, async () => {
    try {
      const { codeHash } = await analyze(text);
      assert.equal(expected, "key");
      assert.match(codeHash, /^[0-9a-f]{64}$/);
    } catch (error) {
      assert.ok(isMerklError(error), String(error));
      assert.equal(error.code, expected);
      assert.match(error.hint!, /deps: \[kNow\]/);
    }
  });
}

Deno.test("an assignment after the task is in the key though deps name the variable", async () => {
  const key = async (n: number) =>
    (await analyze(`let k = 0; task({ deps: { k } }, () => k); k = ${n};`)).codeHash;
  assert.notEqual(await key(1), await key(2));
});
