import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCommandArgs, splitCommand } from "../../lib/cli/args.ts";

const OPTIONS = {
  force: { short: "f", help: "" },
  jobs: { short: "j", value: "N", help: "" },
  "no-cache": { help: "" },
  quiet: { short: "q", help: "" },
  help: { short: "h", help: "", leading: true },
} as const;

function parse(args: readonly string[], passThrough = true) {
  return parseCommandArgs({ command: "merkl run", args, options: OPTIONS, passThrough });
}

Deno.test("own options may stand before or after the first positional", () => {
  for (
    const args of [["-f", "-j", "4", "x.ts"], ["x.ts", "-fj4"], ["--jobs=4", "x.ts", "--force"]]
  ) {
    const { options, positionals, rest } = parse(args);
    assert.deepEqual({ ...options }, {
      force: true,
      jobs: "4",
      "no-cache": false,
      quiet: false,
      help: false,
    });
    assert.deepEqual([positionals, rest], [["x.ts"], []]);
  }
});

Deno.test("what isn't ours after the first positional comes out as it went in", () => {
  const raw = ["data.csv", "--lr", "0.1", "--seed=-3", "-x", "-5", "", "--help", "-h", "a b"];
  const { options, rest } = parse(["-q", "x.ts", ...raw, "--force"]);
  assert.deepEqual(rest, raw);
  assert.equal(options.force, true);
  assert.equal(options.quiet, true);
  assert.equal(options.help, false);
});

Deno.test("a group of letters is ours only if every letter is", () => {
  const { options, rest } = parse(["x.ts", "-fq", "-fx"]);
  assert.equal(options.force && options.quiet, true);
  assert.deepEqual(rest, ["-fx"]);
});

Deno.test("-- ends our options and goes away", () => {
  const { options, positionals, rest } = parse(["x.ts", "-q", "--", "-f", "--", "--jobs"]);
  assert.equal(options.force, false);
  assert.equal(options.quiet, true);
  assert.deepEqual([positionals, rest], [["x.ts"], ["-f", "--", "--jobs"]]);
});

Deno.test("--help before the file is ours", () => {
  assert.equal(parse(["--help", "x.ts"]).options.help, true);
});

Deno.test("arguments after -- are never touched", () => {
  fc.assert(fc.property(fc.array(fc.string()), (raw) => {
    assert.deepEqual(parse(["x.ts", "--", ...raw]).rest, raw);
  }));
});

Deno.test("wrong options are usage errors that say what to write", () => {
  const cases: [string[], string, RegExp][] = [
    [["--froce", "x.ts"], "unknown-option", /--froce; did you mean --force\?/],
    [["-Z", "x.ts"], "unknown-option", /no option -Z/],
    [["--toString", "x.ts"], "unknown-option", /--toString/],
    [["x.ts", "-j"], "option-needs-value", /-j needs a value: -j N/],
    [["--force=yes", "x.ts"], "option-takes-no-value", /--force is a switch.*"yes"/],
  ];
  for (const [args, code, message] of cases) {
    assert.throws(() => parse(args), { name: "UsageError", code, message });
  }
});

Deno.test("without pass-through every unknown option is an error, also late", () => {
  assert.throws(() => parse(["dir", "--lr"], false), { code: "unknown-option" });
  assert.deepEqual(parse(["a", "b", "-f"], false).positionals, ["a", "b"]);
});

Deno.test("the command is the first positional; common options may stand before it", () => {
  const common = { directory: { short: "C", value: "DIR", help: "" } };
  assert.deepEqual(splitCommand(["-C", "run", "run", "x"], common), {
    name: "run",
    args: ["-C", "run", "x"],
  });
  assert.deepEqual(splitCommand([], common), { name: undefined, args: [] });
  assert.throws(() => splitCommand(["-j", "4", "run"], common), { code: "unknown-option" });
});
