import assert from "node:assert/strict";
import { pickExport } from "../../lib/project/pick_export.ts";
import type { ExportInfo } from "../../lib/source/export_info.ts";
import { said } from "./args_rig.ts";

/** What is asked of the module. */
const target = (name?: string) => ({ file: "p.ts", name });

type Kinds = Readonly<Record<string, ExportInfo["kind"]>>;

function infos(kinds: Kinds): ExportInfo[] {
  return Object.entries(kinds).map(([name, kind]) => ({ name, kind, signature: "" }));
}

function functions(kinds: Kinds): Record<string, unknown> {
  return Object.fromEntries(Object.keys(kinds).map((name) => [name, () => name]));
}

function pick(kinds: Kinds, wanted?: string): string {
  return pickExport(infos(kinds), functions(kinds), target(wanted)).info.name;
}

Deno.test("default, then the only pipeline, then the only function, then the only task", () => {
  assert.equal(pick({ a: "pipeline", default: "task", b: "pipeline" }), "default");
  assert.equal(pick({ a: "function", run: "pipeline", b: "task", c: "function" }), "run");
  assert.equal(pick({ a: "task", main: "function", b: "batch" }), "main");
  assert.equal(pick({ a: "task" }), "a");
});

Deno.test("a wanted export is taken, whatever it is, as long as it can be called", () => {
  const kinds: Kinds = { a: "task", default: "function" };
  const { info, call } = pickExport(infos(kinds), functions(kinds), target("a"));
  assert.equal(info.kind, "task");
  assert.equal(call(), "a");
});

Deno.test("exports that only the loaded module has can be run too; types can't", () => {
  const { info } = pickExport(infos({ gone: "function" }), { made: () => 1 }, target());
  assert.deepEqual(info, { name: "made", kind: "other", signature: "" });
});

Deno.test("a misspelt export is told with the nearest and with all", () => {
  const kinds: Kinds = { trainEval: "function", train: "task" };
  assert.deepEqual(said(() => pick(kinds, "trianEval")), {
    code: "no-such-export",
    message: `Nothing is exported as "trianEval"; did you mean "trainEval"?`,
    hint: "These can be run: trainEval and train",
  });
  assert.equal(said(() => pick({}, "x")).hint, undefined);
});

Deno.test("who asks for the default export by its function's name is told so", () => {
  const kinds: Kinds = { default: "function", other: "function" };
  const module = { default: function tune() {}, other() {} };
  assert.equal(
    said(() => pickExport(infos(kinds), module, target("tune"))).hint,
    "tune is the default export: name the file alone, p.ts",
  );
});

Deno.test("an export that is no function says what it is", () => {
  class Model {}
  const module = { rows: [1], Model, none: null, text: "x", table: {}, n: 1 };
  const kinds = Object.fromEntries(Object.keys(module).map((name) => [name, "other" as const]));
  const message = (name: string) =>
    said(() => pickExport(infos(kinds), module, target(name)), "UsageError").message;
  assert.equal(message("rows"), `"rows" is an array, but a function was expected`);
  assert.equal(message("Model"), `"Model" is a class, but a function was expected`);
  assert.equal(message("none"), `"none" is null, but a function was expected`);
  assert.equal(message("text"), `"text" is a string, but a function was expected`);
  assert.equal(message("table"), `"table" is an object, but a function was expected`);
  const { code } = said(() => pickExport(infos(kinds), module, target("n")));
  assert.equal(code, "export-not-callable");
});

Deno.test("several that could be meant are listed", () => {
  assert.deepEqual(said(() => pick({ b: "function", a: "function", t: "task" })), {
    code: "ambiguous-export",
    message: "b and a are exported, and none is the default",
    hint: "Name the one that is meant: merkl run p.ts:b",
  });
});

Deno.test("a module with nothing to run can't be loaded as a pipeline", () => {
  assert.deepEqual(
    said(() => pickExport(infos({ rows: "other" }), { rows: [], n: 1 }, target()), "LoadError"),
    {
      code: "nothing-to-run",
      message: "p.ts exports no function, only rows (an array) and n (a number)",
      hint: "Export a function that calls tasks: export function main() { … }",
    },
  );
  assert.equal(
    said(() => pickExport([], {}, target()), "LoadError").message,
    "p.ts exports nothing, so there is nothing to run",
  );
});

Deno.test("a generator function is no pipeline, also in a pipeline()", () => {
  const wrapped = Object.assign(() => {}, { fn: function* () {} });
  for (const call of [function* () {}, async function* () {}, wrapped]) {
    assert.throws(() => pickExport(infos({ a: "function" }), { a: call }, target()), {
      code: "generator-pipeline",
      name: "LoadError",
    });
  }
});
