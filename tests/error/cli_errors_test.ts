import assert from "node:assert/strict";
import * as errors from "../../lib/error/cli_errors.ts";
import type { MerklError } from "../../lib/error/merkl_error.ts";

const CASES: readonly [MerklError, string, string, string?][] = [
  [
    errors.unknownCommand("rnu", ["init", "run"]),
    "unknown-command",
    'There is no command "rnu"; did you mean "run"?',
    "merkl help run",
  ],
  [
    errors.unknownCommand("version", ["init", "run"]),
    "unknown-command",
    'There is no command "version"; did you mean "--version"?',
    "merkl help lists the commands",
  ],
  [
    errors.unknownCommand("frobnicate", ["init", "run"]),
    "unknown-command",
    'There is no command "frobnicate"',
    "merkl help lists the commands",
  ],
  [
    errors.unknownOption("merkl run", "--jbos", ["--jobs", "-j"]),
    "unknown-option",
    "merkl run has no option --jbos; did you mean --jobs?",
    "merkl help run lists the options",
  ],
  [
    errors.unknownOption("merkl", "--nonsense", ["--json"]),
    "unknown-option",
    "merkl has no option --nonsense",
    "options of a command stand behind its name; merkl help lists the options",
  ],
  [
    errors.optionNeedsValue("merkl run", "--jobs", "N"),
    "option-needs-value",
    "--jobs needs a value: --jobs N",
    "merkl help run lists the options",
  ],
  [
    errors.optionTakesNoValue("--quiet", "yes"),
    "option-takes-no-value",
    '--quiet is a switch and takes no value, but "yes" was given',
    "Write --quiet alone",
  ],
  [
    errors.badOptionValue("--jobs", "many", "a whole number"),
    "bad-option-value",
    '--jobs expects a whole number, but "many" was given',
  ],
  [
    errors.missingArgument("merkl run", "a FILE", "merkl run FILE"),
    "missing-argument",
    "merkl run needs a FILE",
    "Usage: merkl run FILE",
  ],
  [
    errors.unexpectedArgument("merkl init", "b", "merkl init [DIR]"),
    "unexpected-argument",
    'merkl init was given "b", which it has no use for',
    "Usage: merkl init [DIR]",
  ],
  [
    errors.badExportName("x.ts:1a", "1a"),
    "bad-export-name",
    '"1a" in "x.ts:1a" can\'t be the name of an export',
    "Write x.ts alone for its default or only pipeline, or x.ts:EXPORT",
  ],
  [
    errors.noSuchFolder("nowhere"),
    "no-such-folder",
    "nowhere is not a folder",
    "-C expects an existing folder",
  ],
  [
    errors.unreadableConfig("deno.json", 7),
    "unreadable-config",
    "deno.json is not valid JSON (with comments) at character 8, so it was left as it is",
    'Mend it and run merkl init again, or add "@merkl/merkl" to its imports yourself',
  ],
];

for (const [error, code, message, hint] of CASES) {
  Deno.test(`${code}: ${message}`, () => {
    assert.deepEqual([error.code, error.message, error.hint, error.name], [
      code,
      message,
      hint,
      "UsageError",
    ]);
  });
}
