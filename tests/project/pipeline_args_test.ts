import assert from "node:assert/strict";
import fc from "fast-check";
import type { MerklError } from "../../lib/error/merkl_error.ts";
import { parsePipelineArgs } from "../../lib/project/pipeline_args.ts";
import { absPath } from "../../lib/util/path.ts";
import { describe } from "../source/export_rig.ts";
import { tempProject } from "../support/temp_project.ts";
import { given, givenOf } from "./args_rig.ts";

Deno.test("positional arguments become what their types say", async () => {
  const args = await given("a: string, b: number, c: boolean, d: bigint, e: Path, f: 'x' | 2");
  assert.deepEqual(args("1", "1", "true", "12n", "data/x.csv", "x"), [
    "1",
    1,
    true,
    12n,
    "/here/data/x.csv",
    "x",
  ]);
  assert.deepEqual(args("", "-.5e-3", "false", "-7", "/abs/../x", "2"), [
    "",
    -0.0005,
    false,
    -7n,
    "/x",
    2,
  ]);
  assert.deepEqual(args("-", "+1.", "true", "+3", "file:///a/b%20c", "x")[4], "/a/b c");
});

Deno.test("dates: days, and times that are the same on every machine", async () => {
  const args = await given("since: Date, { until }: { until?: Date | null } = {}");
  const day = new Date("2024-02-29T00:00:00Z");
  assert.deepEqual(args("2024-02-29"), [day]);
  assert.deepEqual(args("2024-02-29", "--until", "2024-02-29T02:00+02:00"), [day, { until: day }]);
  assert.deepEqual(args("2024-02-29 00:00:00.000Z", "--until=null"), [day, { until: null }]);
  for (const text of ["2024-02-30", "2024", "29.2.2024", "2024-02-29T25:00Z", "yesterday", ""]) {
    assert.equal(args.error(text).code, "function-argument-invalid", text);
  }
  assert.equal(
    args.error("2024-02-29T12:00").message,
    'since expects a date (2024-12-31, 2024-12-31T12:00Z), but "2024-02-29T12:00" was given: its time lacks a zone, such as Z',
  );
  const listed = await given("days: Date[], n: number");
  assert.deepEqual(listed(`["2024-02-29"]`, "1"), [[day], 1]);
  const byDefault = await given("{ since = new Date('2024-01-01') } = {}");
  assert.deepEqual(byDefault("--since", "2024-02-29"), [{ since: day }]);
  const own = await given("at: Date", "type Date = string;");
  assert.deepEqual(own("x"), ["x"]);
});

Deno.test("numbers: what JavaScript writes in decimal, and nothing else", async () => {
  const args = await given("n: number");
  for (const [text, value] of [["0", 0], ["1e-3", 0.001], ["-2.5", -2.5], [".5", 0.5], ["5.", 5]]) {
    assert.deepEqual(args(text as string), [value]);
  }
  assert.deepEqual(args("-Infinity"), [-Infinity]);
  for (const text of ["", " 1", "1_000", "0x10", "NaN", "1e999", "one", "1,5", "-1x", "."]) {
    assert.equal(args.error(text).code, "function-argument-invalid", text);
  }
  assert.equal(args.error("1_000").message, `n expects a number, but "1_000" was given`);
});

Deno.test("any number survives being written and read", async () => {
  const args = await given("n: number, { x = 0 } = {}");
  fc.assert(fc.property(
    fc.double({ noNaN: true }),
    (n) =>
      assert.deepEqual(args(String(n), "--x", String(n)), [n === 0 ? 0 : n, {
        x: n === 0 ? 0 : n,
      }]),
  ));
});

Deno.test("unions try the narrow before the wide", async () => {
  const args = await given(`a: number | "auto" | null, b?: string | number | boolean | 7n`);
  assert.deepEqual(args("auto"), ["auto"]);
  assert.deepEqual(args("null"), [null]);
  assert.deepEqual(args("4"), [4]);
  assert.equal(
    args.error("atuo").message,
    `a expects "auto", null or a number, but "atuo" was given; did you mean "auto"?`,
  );
  const more = await given("b: string | number | boolean");
  assert.deepEqual([more("1"), more("true"), more("x")], [[1], [true], ["x"]]);
});

Deno.test("a choice that isn't one names the choices, and the nearest", async () => {
  const args = await given(`mode: "fast" | "slow", level?: 10 | 12`);
  assert.deepEqual(args.error("fsat"), {
    code: "function-argument-invalid",
    message: `mode expects "fast" or "slow", but "fsat" was given; did you mean "fast"?`,
    hint: "Usage: merkl run FILE:f <mode> [level]",
  });
  assert.equal(args.error("fast", "13").message, `level expects 10 or 12, but "13" was given`);
});

Deno.test("all else is JSON, with the parser's own words", async () => {
  const args = await given("rows: Map<string, number>, o: { a: 1 }, last: string");
  assert.deepEqual(args(`[["x", 1]]`, `{"a": 1}`, "z"), [[["x", 1]], { a: 1 }, "z"]);
  const { message } = args.error("{a}", "1", "z");
  assert.match(
    message,
    /^rows expects JSON for Map<string, number>, but "\{a\}" was given: .*JSON/,
  );
});

Deno.test("lists: a rest parameter, a last parameter, one among others, an option", async () => {
  const rest = await given("a: string, ...n: number[]");
  assert.deepEqual(rest("x"), ["x"]);
  assert.deepEqual(rest("x", "1", "-2", "3"), ["x", 1, -2, 3]);
  assert.equal(rest.error("x", "1", "y").message, `n expects a number, but "y" was given`);

  const last = await given("a: string, files: Path[], { tags = ['x'] } = {}");
  assert.deepEqual(last("x", "1", "--tags", "p", "/2", "--tags=q"), [
    "x",
    ["/here/1", "/2"],
    { tags: ["p", "q"] },
  ]);
  assert.equal(last.error("x").message, "files is missing: a path was expected");

  const among = await given("files: Path[], n: number");
  assert.deepEqual(among(`["a", "/b"]`, "1"), [["/here/a", "/b"], 1]);
  assert.match(among.error("a", "1").message, /^files expects a JSON array \(each item a path\)/);
  assert.match(among.error("{}", "1").message, /it is no JSON array$/);
  assert.match(among.error(`["x", 1]`, "1").message, /item 1 is of another type$/);
  const numbers = await given("ns: number[], m: 'a'[][], n: number");
  const mixed = await given(`a: (bigint | "x" | 5)[], n: number`);
  assert.deepEqual(mixed(`["x", 5, 6, "7n"]`, "1"), [["x", 5, 6n, 7n], 1]);
  assert.deepEqual(numbers("[1, -2]", `[["a"]]`, "1"), [[1, -2], [["a"]], 1]);
  assert.match(numbers.error(`[1, "x"]`, "[]", "1").message, /item 1 is of another type$/);
});

Deno.test("optional parameters are left to the function's own defaults", async () => {
  const args = await given("a = 1, b?: string, { c = 2, d }: { c?: number; d?: string } = {}");
  assert.deepEqual(args(), []);
  assert.deepEqual(args("5"), [5]);
  assert.deepEqual(args("--c", "3"), [undefined, undefined, { c: 3 }]);
  assert.deepEqual(args("5", "x", "--d=y"), [5, "x", { d: "y" }]);
  const bare = await given("{ c = 2 }: { c?: number }");
  assert.deepEqual(bare(), [{}]);
});

Deno.test("missing and surplus arguments name the parameter and the usage", async () => {
  const args = await given("path: Path, n: number, k = 1, { lr }: { lr: number; deep?: { x: 1 } }");
  const hint = "Usage: merkl run FILE:f <path> <n> [k] --lr number [options]";
  assert.deepEqual(args.error("x", "--lr", "1"), {
    code: "function-argument-missing",
    message: "n is missing: a number was expected",
    hint,
  });
  assert.equal(args.error("x", "1").message, "--lr is missing: a number was expected");
  assert.deepEqual(args.error("x", "1", "2", "3", "4", "--lr=1"), {
    code: "function-argument-surplus",
    message: `The function takes 3 arguments, but "3" was given as well`,
    hint,
  });
  const none = await given("");
  assert.deepEqual(none.error("x"), {
    code: "function-argument-surplus",
    message: `The function takes no arguments, but "x" was given as well`,
    hint: "Usage: merkl run FILE:f",
  });
});

Deno.test("switches, their negation, and values for them", async () => {
  const args = await given("{ dryRun = false, cache = true, noColor = false, n = 1 } = {}");
  assert.deepEqual(args("--dry-run", "--no-cache"), [{ dryRun: true, cache: false }]);
  assert.deepEqual(args("--dryRun", "--no-color"), [{ dryRun: true, noColor: true }]);
  assert.deepEqual(args("--no-no-color", "--cache=false"), [{ cache: false, noColor: false }]);
  assert.deepEqual(args("--cache", "--no-cache"), [{ cache: false }]);
  assert.equal(
    args.error("--cache=yes").message,
    `--cache expects true or false, but "yes" was given`,
  );
  assert.deepEqual(args.error("--no-cache=1"), {
    code: "function-option-takes-no-value",
    message: `--no-cache takes no value, but "1" was given`,
    hint: "Usage: merkl run FILE:f [options]",
  });
  assert.equal(args.error("--no-n").code, "function-option-unknown");
  assert.equal(args.error("--cache", "true").code, "function-argument-surplus");
});

Deno.test("options take the next argument, unless it looks like an option", async () => {
  const args = await given(
    "{ lr = 0.1, name = '', maxLen_x = 1, j = null }: Opts = {}",
    "type Opts = any;",
  );
  assert.deepEqual(args("--lr", "-0.5", "--name", "-", "--max-len-x", "3"), [
    { lr: -0.5, name: "-", maxLen_x: 3 },
  ]);
  assert.deepEqual(args("--name=--lr=x", "--j", `{"a": [1]}`), [{ name: "--lr=x", j: { a: [1] } }]);
  assert.deepEqual(args("--name="), [{ name: "" }]);
  assert.deepEqual(args("--lr", "1", "--lr", "2"), [{ lr: 2 }]);
  assert.deepEqual(args.error("--lr"), {
    code: "function-option-needs-value",
    message: "--lr needs a value: a number",
    hint: "Usage: merkl run FILE:f [options]",
  });
  assert.equal(args.error("--name", "--lr").hint, `If "--lr" is the value, write --name=--lr`);
});

Deno.test("an unknown option is told with the nearest name", async () => {
  const args = await given("path: string, { iterations = 1, verbose = false } = {}");
  assert.deepEqual(args.error("x", "--itertaions", "5"), {
    code: "function-option-unknown",
    message: "The function has no option --itertaions; did you mean --iterations?",
    hint: "Usage: merkl run FILE:f <path> [options]",
  });
  assert.match(args.error("x", "--no-verbos").message, /did you mean --no-verbose\?$/);
  assert.equal(
    args.error("--path", "x").message,
    "The function has no option --path: path is given by its position",
  );
  assert.equal(args.error("--constructor").message, "The function has no option --constructor");
  assert.deepEqual(args.error("-x"), {
    code: "function-option-unknown",
    message: "The function has no option -x",
    hint: `Write -- -- before "-x" if it is an argument: merkl run FILE:f <path> [options]`,
  });
});

Deno.test("after -- everything is an argument", async () => {
  const args = await given("...words: string[]");
  assert.deepEqual(args("a", "--", "--b", "-c", "--"), ["a", "--b", "-c", "--"]);
  const options = await given("w: string, { n = 1 } = {}");
  assert.deepEqual(options("--n=2", "--", "--n"), ["--n", { n: 2 }]);
});

Deno.test("options come in the order of the function, whatever their order on the line", async () => {
  const args = await given("{ a = 1, b = 2, c = 3 } = {}");
  const [options] = args("--c=1", "--a=2", "--b=3");
  assert.deepEqual(Object.keys(options as object), ["a", "b", "c"]);
});

Deno.test("an option named like part of every object is an option", async () => {
  const args = await given(`{ __proto__: p = 1, toString: s = "" } = {}`);
  const [options] = args("--__proto__=5", "--toString", "x");
  assert.equal(Object.hasOwn(options as object, "__proto__"), true);
  assert.deepEqual(Object.entries(options as object), [["__proto__", 5], ["toString", "x"]]);
});

Deno.test("what a whole default would have given is filled in beside a given option", async () => {
  const args = await given(
    "o: { lr: number; n?: number; k?: string[]; at?: Date } = { lr: 0.1, n: 2, k: ['x'] }",
  );
  assert.deepEqual(args(), []);
  assert.deepEqual(args("--n", "5"), [{ lr: 0.1, n: 5, k: ["x"] }]);
  const later = await given("o?: { lr: number; n?: number }");
  assert.deepEqual(later(), []);
  assert.equal(
    later.error("--n=1").message,
    "--lr is missing: a number was expected, as soon as another option is given",
  );
});

Deno.test("a function whose source isn't known takes JSON", () => {
  const args = givenOf({ name: "f", kind: "other", signature: "" });
  assert.deepEqual(args("1", `"x"`, "[true]"), [1, "x", [true]]);
  assert.match(args.error("x").message, /^args expects JSON, but "x" was given: /);
});

Deno.test("an error shows where the function stands, and how it is called", async () => {
  const { info } = await given("n: number");
  const place = { file: "/p.ts", line: 3, column: 1 };
  assert.throws(
    () =>
      parsePipelineArgs({ ...info, name: "default", place }, [], {
        cwd: absPath("/here"),
        call: "dag p.ts",
      }),
    { place, hint: "Usage: merkl dag p.ts <n>" },
  );
});

Deno.test("an error about one argument shows the parameter, also with a byte order mark", async () => {
  const text = `\uFEFFimport { task } from "@merkl/merkl";
/** Doubles. */
export const f = task((
  count: number,
  {
    rate = 0.1,
    mode,
  }: { rate?: number; mode: "fast" | "slow"; far?: boolean },
) => count);
`;
  await using project = tempProject({ files: { "p.ts": text } });
  const [info] = describe(project.dir);
  const placeOf = (...args: string[]) => {
    try {
      parsePipelineArgs(info!, args, { cwd: absPath("/here"), call: "run p.ts" });
    } catch (error) {
      const { line, column, endColumn } = (error as MerklError).place!;
      return [line, column, endColumn];
    }
    throw new Error("no error");
  };
  assert.deepEqual(placeOf(), [4, 3, 8]); // count
  assert.deepEqual(placeOf("x", "--mode=fast"), [4, 3, 8]);
  assert.deepEqual(placeOf("1"), [7, 5, 9]); // mode
  assert.deepEqual(placeOf("1", "--mode", "fats"), [7, 5, 9]);
  assert.deepEqual(placeOf("1", "--rate"), [6, 5, 9]);
  assert.deepEqual(placeOf("1", "--mode=fast", "--no-far=1"), [5, 3, 4]); // its pattern has no name
  assert.deepEqual(placeOf("1", "2", "--mode=fast"), [3, 14, 15]); // the function
  assert.deepEqual(placeOf("1", "--mood=fast"), [3, 14, 15]);
});
