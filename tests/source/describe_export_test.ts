import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";
import { CountingMemo, describe, exportsOf, only, params, shortParam } from "./export_rig.ts";

Deno.test("primitives, defaults, optional and rest parameters", async () => {
  const text = `export function f(
    a: string, b: number, c: boolean, d: bigint, e?: string, f = 2, ...g: number[]
  ) {}`;
  assert.deepEqual(await params(text), [
    "a: string",
    "b: number",
    "c: boolean",
    "d: bigint",
    "e?: string",
    "f?: number = 2",
    "...g: number",
  ]);
});

Deno.test("the type of a default stands for a missing one", async () => {
  const text = `
    const RATE = 0.5;
    const NAMES = ["x"];
    const MODE: "a" | "b" = "a";
    export default (
      a = "s", b = -1e-3, c = false, d = 1n, e = \`t\`, f = ["x", "y"], g = [1, "x"], h = [],
      i = null, j = RATE, k = NAMES, l = MODE, m = "a" as "a" | "b", n = new Date(), o = [RATE],
    ) => {};`;
  assert.deepEqual(await params(text), [
    'a?: string = "s"',
    "b?: number = -1e-3",
    "c?: boolean = false",
    "d?: bigint = 1n",
    "e?: string = `t`",
    'f?: string[] = ["x", "y"]',
    'g?: number|string[] = [1, "x"]',
    "h?: JSON() = []",
    "i?: JSON() = null",
    "j?: number = RATE",
    "k?: string[] = NAMES",
    'l?: "a"|"b" = MODE',
    'm?: "a"|"b" = "a" as "a" | "b"',
    "n?: date = new Date()",
    "o?: JSON()[] = [RATE]",
  ]);
});

Deno.test("unions: choices, undefined, null, numbers beside words", async () => {
  const text = `export const f = (
    a: "x" | "y", b: 1 | 2 | -3, c: string | undefined, d: "auto" | number, e: string | null,
    f: true | false, g: boolean | "maybe", h: ("x" | "y")[], i: string | string[],
    j: string | { a: 1 }, k: string[] | undefined,
  ) => 1;`;
  assert.deepEqual(await params(text), [
    'a: "x"|"y"',
    "b: 1|2|-3",
    "c?: string",
    'd: "auto"|number',
    "e: null|string",
    "f: boolean",
    'g: "maybe"|boolean',
    'h: "x"|"y"[]',
    "i: JSON(string | string[])",
    "j: JSON(string | { a: 1 })",
    "k?: string[]",
  ]);
});

Deno.test("aliases, enums, typeof and keyof are followed; what can't be is JSON", async () => {
  const text = `
    const MODES = ["a", "b"] as const;
    const TABLE = { one: 1, two: 2 };
    enum Level { Low, High = 5, Top }
    type Id = string & { readonly __brand: "id" };
    type Alias = Mode;
    type Mode = typeof MODES[number];
    type Loop = Loop2 | string;
    type Loop2 = Loop;
    type Nest = Nest[];
    type Box<T> = T[];
    class Model {}
    export function f<N extends number, X>(
      a: Alias, b: keyof typeof TABLE, c: Level, d: Id, e: Readonly<Array<Mode>>,
      f: Loop, g: Nest, h: Box<string>, i: Model, j: Map<string, number>, k: N, l: X,
      m: [string, number], n: readonly Id[], o: unknown, p: () => void, last: string,
    ) {}`;
  assert.deepEqual(await params(text), [
    'a: "a"|"b"',
    'b: "one"|"two"',
    "c: 0|5|6",
    "d: string",
    'e: "a"|"b"[]',
    "f: JSON(Loop)",
    "g: JSON(Nest)[]",
    "h: JSON(Box<string>)",
    "i: JSON(Model)",
    "j: JSON(Map<string, number>)",
    "k: number",
    "l: JSON(X)",
    "m: JSON([string, number])",
    "n: string[]",
    "o: JSON(unknown)",
    "p: JSON(() => void)",
    "last: string",
  ]);
});

Deno.test("types of other files: named, renamed, default, namespace, through re-exports", async () => {
  const others = {
    "types.ts": `export type Mode = "a" | "b"; type Hidden = 1 | 2; export { type Hidden as Shown };
      export default interface Opts { mode?: Mode; n: number }`,
    "barrel.ts": `export * from "./types.ts"; export type { Shown as Again } from "./types.ts";`,
    "loop.ts": `export * from "./loop.ts"; export type { Lost } from "./loop.ts";`,
  };
  const text = `
    import type Opts from "./types.ts";
    import { type Mode as M } from "./barrel.ts";
    import type * as T from "./barrel.ts";
    import type { Again } from "./barrel.ts";
    import type { Lost } from "./loop.ts";
    import type { Away } from "./missing.ts";
    export function f(a: M, b: T.Mode, c: Again, d: T.Shown, e: Lost, g: Away, o: Opts) {}`;
  assert.deepEqual(await params(text, others), [
    'a: "a"|"b"',
    'b: "a"|"b"',
    "c: 1|2",
    "d: 1|2",
    "e: JSON(Lost)",
    "g: JSON(Away)",
    '{mode?: "a"|"b"; n: number}',
  ]);
});

Deno.test("Path is merkl's, whatever it is called, and nobody else's", async () => {
  const text = `
    import type { Path } from "@merkl/merkl";
    import type { Path as P, Lift } from "jsr:@merkl/merkl@^1";
    import type * as merkl from "@merkl/merkl";
    type Local = Path;
    export function f(a: Path, b: P, c: merkl.Path, d: Local, e: Path | undefined, g: Lift<Path>,
      ...h: Path[]) {}`;
  assert.deepEqual(await params(text), [
    "a: path",
    "b: path",
    "c: path",
    "d: path",
    "e?: path",
    "g: path",
    "...h: path",
  ]);
  assert.deepEqual(await params(`type Path = "x"; export function f(a: Path, b: Q) {}`), [
    'a: "x"',
    "b: JSON(Q)",
  ]);
});

Deno.test("a destructured last parameter gives options", async () => {
  const text = `export function f(path: string, {
    iterations = 100, lr = 0.1, "out-dir": out = "x", deep: { a } = { a: 1 }, flag = false,
  } = {}) {}`;
  assert.deepEqual(await params(text), [
    "path: string",
    '{iterations?: number = 100; lr?: number = 0.1; out-dir?: string = "x"; ' +
    "deep?: JSON() = { a: 1 }; flag?: boolean = false}?",
  ]);
  const typed = `
    interface Base { seed?: number }
    interface Opts extends Base { lr: number; mode?: "a" | "b" }
    export function f({ lr, mode = "a" }: Opts & { tags: string[] }) {}`;
  assert.deepEqual(await params(typed), [
    '{lr: number; mode?: "a"|"b" = "a"; seed?: number; tags: string[]}',
  ]);
});

Deno.test("so does a last parameter with an object's type, but no other", async () => {
  assert.deepEqual(await params(`export function f(opts: { lr: number }, n: number) {}`), [
    "opts: JSON({ lr: number })",
    "n: number",
  ]);
  assert.deepEqual(await params(`export function f(opts: Partial<{ lr: number }>) {}`), [
    "{lr?: number}",
  ]);
  assert.deepEqual(await params(`export function f(opts = { lr: 0.1, name: "x" }) {}`), [
    '{lr?: number = 0.1; name?: string = "x"}?',
  ]);
  assert.deepEqual(await params(`export function f(opts?: { lr: number; cb(): void }) {}`), [
    "{lr?: number; cb?: JSON()}?",
  ]);
  for (const type of ["Record<string, number>", "{ [k: string]: number }", "Map<string, 1>"]) {
    assert.deepEqual(await params(`export function f(rows: ${type}) {}`), [`rows: JSON(${type})`]);
  }
});

Deno.test("a default of the whole parameter is told apart from those of its properties", async () => {
  const { params } = await only(`
    export function f(o: { lr: number; n?: number; at: Date; k?: string } =
      { lr: 0.1, n: 2, at: new Date() }) {}`);
  assert.deepEqual(params![0]!.options!.map(({ name, whole }) => [name, whole]), [
    ["lr", { needed: true, value: 0.1 }],
    ["n", { needed: false, value: 2 }],
    ["at", { needed: true }],
    ["k", undefined],
  ]);
});

Deno.test("docs: description, parameters, options, members", async () => {
  const { doc, params } = await only(`
    interface Opts {
      /** Of the member. */
      lr?: number;
      /** Not shown. */
      n?: number;
      /* no doc */ k?: number;
    }
    /**
     * Trains, see {@link Model} and {@link https://x.y | this page};
     * reads data/*.csv and src/** too.
     *
     * Second paragraph.
     * @param {string} path - where the rows
     *   are
     * @param [count=1] how many
     * @param opts.n of the function
     * @returns nothing
     */
    // deno-lint-ignore no-explicit-any
    export function f(path: string, count = 1, { lr, n, /** inline */ k }: Opts) {}`);
  assert.equal(
    doc,
    "Trains, see Model and this page;\nreads data/*.csv and src/** too.\n\nSecond paragraph.",
  );
  assert.deepEqual(params!.map(({ doc }) => doc), ["where the rows are", "how many", undefined]);
  assert.deepEqual(params![2]!.options!.map(({ doc }) => doc), [
    "Of the member.",
    "of the function",
    "inline",
  ]);
  const second = await only(`/** Of something else. */ const a = 1;\nexport function f() {}`);
  assert.equal(second.doc, undefined);
});

Deno.test("docs of one line may have tags, too", async () => {
  const { doc, params } = await only(`
    /** Reads {@link Rows} of me@param.org. @param path - where they are @returns them */
    export const f = (path: string) => path;`);
  assert.equal(doc, "Reads Rows of me@param.org.");
  assert.equal(params![0]!.doc, "where they are");
  const plain = await only(`
    /**
     * Mentions @param in its text.
     */
    export const f = (path: string) => path;`);
  assert.equal(plain.doc, "Mentions @param in its text.");
});

Deno.test("JavaScript may say its types in the docs", async () => {
  const text = `
    /** @param {number} n
     *  @param {"a" | "b"} [mode]
     *  @param {{x: number}} p
     *  @param {not a type} q */
    export function f(n, mode = "a", p, q, r) {}`;
  assert.deepEqual(await params(text, {}, "p.js"), [
    "n: number",
    'mode?: "a"|"b" = "a"',
    "p: JSON({x: number})",
    "q: JSON()",
    "r: JSON()",
  ]);
});

Deno.test("tasks, batches and pipelines are seen through; so are names, renaming and re-exports", async () => {
  const others = {
    "work.ts": `import { task } from "@merkl/merkl";
      /** Does the work. */
      export const work = task({ outs: 2 }, async function (n: number) { return [n, n]; });
      export const away = work;
      export default function (s: string) {}`,
  };
  const text = `
    import * as m from "@merkl/merkl";
    import { batch as many, pipeline } from "@merkl/merkl";
    import { wrap } from "./work.ts";
    import { work } from "./work.ts";
    function plain(x: number) {}
    /** Runs it. */
    export const run = pipeline(plain);
    export const wrapped = m.task(plain);
    export const items = many(wrapped, (xs: number[]) => xs);
    export const again = m.task({ name: "x" }, work);
    export const odd = wrap(plain), bound = plain.bind(null);
    export { plain as renamed };
    export { away, default as main } from "./work.ts";
    export * from "./work.ts";
    export const a = b, b = a;
    export const { c, d: [e] } = x;
    export type T = 1;
    export interface I {}
    export class K {}
    export default plain;`;
  const found = await exportsOf(text, others);
  assert.deepEqual(
    found.map(({ name, kind, params }) => `${name} ${kind} ${params?.map(shortParam)}`),
    [
      "run pipeline x: number",
      "wrapped task x: number",
      "items batch xs: number[]",
      "again task n: number",
      "odd other undefined",
      "bound other undefined",
      "renamed function x: number",
      "away task n: number",
      "main function s: string",
      "a other undefined",
      "b other undefined",
      "c other undefined",
      "e other undefined",
      "K other undefined",
      "default function x: number",
      "work task n: number",
    ],
  );
  assert.equal(found.find(({ name }) => name === "run")!.doc, "Runs it.");
  assert.equal(found.find(({ name }) => name === "away")!.doc, "Does the work.");
});

Deno.test("exports of packages are listed, their parameters are not known", async () => {
  const text = `export { z } from "npm:zod"; export type { Z } from "npm:zod"; export { y };
    import { y } from "npm:yes";`;
  const found = await exportsOf(text);
  assert.deepEqual(found.map(({ name, kind, params }) => [name, kind, params]), [
    ["z", "other", undefined],
    ["y", "other", undefined],
  ]);
});

Deno.test("places and signatures are as written", async () => {
  await using project = tempProject({
    files: {
      "p.ts": `\uFEFFexport { run } from "./q.ts";`,
      "q.ts":
        `// first\r\nexport const run: F = (\r\n  url = "https://x  y", // why\r\n  n?: number,\r\n) => 1;`,
    },
  });
  const [info] = describe(project.dir);
  assert.deepEqual(info!.place, { file: project.path("q.ts"), line: 2, column: 14, endColumn: 17 });
  assert.equal(info!.signature, `(url = "https://x  y", n?: number)`);
});

Deno.test("a place is that of the name, wherever it stands", async () => {
  const text = "export const one = 1, two = 2; export function three() {}\r\n\r\n" +
    "export class four {}\r/** doc */ export let five = 5; function six() {}\nexport { six };";
  const lines = text.split(/\r\n|\r|\n/);
  const found = await exportsOf(text);
  assert.deepEqual(found.map(({ name }) => name), ["one", "two", "three", "four", "five", "six"]);
  for (const { name, place } of found) {
    const { line, column, endColumn } = place!;
    assert.equal(lines[line - 1]!.slice(column - 1, endColumn! - 1), name);
  }
});

Deno.test("a module is parsed once for its content, wherever it lies", async () => {
  const files = {
    "p.ts": `import type { M } from "./t.ts"; export function f(m: M) {}`,
    "t.ts": `export type M = "a" | "b";`,
  };
  await using project = tempProject({ files });
  const memo = new CountingMemo();
  const first = describe(project.dir, "p.ts", memo);
  assert.equal(memo.writes, 2);
  assert.deepEqual(describe(project.dir, "p.ts", memo), first);
  assert.equal(memo.writes, 2);

  project.write("t.ts", `export type M = number;`);
  const [changed] = describe(project.dir, "p.ts", memo);
  assert.equal(shortParam(changed!.params![0]!), "m: number");
  assert.equal(memo.writes, 3);

  for (const key of memo.map.keys()) memo.map.set(key, "{");
  assert.deepEqual(describe(project.dir, "p.ts", memo), [changed]);
});

Deno.test("a warm look at a module needs no parser", async () => {
  const text = `export function f(n: number) {}`;
  await using project = tempProject({ files: { "p.ts": text } });
  const memo = new CountingMemo();
  const [known] = describe(project.dir, "p.ts", memo);
  // what the memo says is taken as it is: nothing is read from the text again
  for (const [key, json] of memo.map) memo.map.set(key, json.replace('"n"', '"remembered"'));
  const [warm] = describe(project.dir, "p.ts", memo);
  assert.equal(warm!.params![0]!.name, "remembered");
  assert.equal(known!.params![0]!.name, "n");
});

Deno.test("what can't be read or parsed exports nothing that is known", async () => {
  assert.deepEqual(await exportsOf(`export function f( {`), []);
  await using project = tempProject({});
  assert.deepEqual(describe(project.dir, "none.ts"), []);
  assert.deepEqual(await exportsOf(`{"a": 1}`, {}, "p.json"), []);
});
