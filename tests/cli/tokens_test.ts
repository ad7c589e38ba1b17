import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { type KnownOptions, tokensOf } from "../../lib/cli/tokens.ts";

const OPTIONS: KnownOptions = {
  jobs: { short: "j", value: "N" },
  quiet: { short: "q" },
  force: {},
  directory: { short: "C", value: "DIR" },
  x: { value: "X" },
};

/** Node's own. */
function expected(args: string[]) {
  const options = Object.fromEntries(
    Object.entries(OPTIONS).map(([name, { short, value }]) => {
      const type = value === undefined ? "boolean" as const : "string" as const;
      return [name, short === undefined ? { type } : { type, short }];
    }),
  );
  return parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true }).tokens;
}

// Node takes a dash in a group of letters for the end of the options
const isOddToNode = (arg: string) => /^-[^-].*-/.test(arg);

const arg = fc.oneof(
  fc.constantFrom("-", "--", "---", "-j", "-j4", "-qj", "-qj4", "-jq", "-x", "-xq", "-1", "--jobs"),
  fc.constantFrom(
    "--jobs=4",
    "--jobs=",
    "--quiet=1",
    "--force",
    "--other=1",
    "--=",
    "--=a",
    "a",
    "",
  ),
  fc.array(fc.constantFrom("-", "j", "q", "=", "C", "z", "x", "é"), { maxLength: 5 }).map((parts) =>
    parts.join("")
  ),
).filter((arg) => !isOddToNode(arg));

Deno.test("tokens are those of Node's parseArgs", () => {
  fc.assert(
    fc.property(fc.array(arg, { maxLength: 6 }), (args) => {
      const plain = expected(args).map((token) => ({ ...token }));
      assert.deepEqual(tokensOf(args, OPTIONS), plain);
    }),
    { numRuns: 5000 },
  );
});
