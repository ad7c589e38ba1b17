/**
 * Compiles the binary: `deno task compile [TARGET…|all]`. Without arguments for this machine, to
 * `dist/merkl`; for a target to `dist/merkl-TARGET`. It is made of the bundle in several files,
 * which starts faster than the sources.
 */

import { bundleSplit, SPLIT } from "./bundle_split.ts";

const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** What the command line loads without a literal import, so that Deno can't see it by itself. */
const INCLUDES = [`${SPLIT}/mod.js`];

function compile(target: string | undefined): boolean {
  const output = target === undefined ? "dist/merkl" : `dist/merkl-${target}`;
  const { success } = new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--allow-all",
      // A user's pipeline is type-checked by their editor; the binary need not do it again.
      "--no-check",
      // Its import map gives pipelines the library; packages are in the bundle already.
      `--config=${SPLIT}/deno.json`,
      ...INCLUDES.map((path) => `--include=${path}`),
      ...(target === undefined ? [] : [`--target=${target}`]),
      `--output=${output}`,
      `${SPLIT}/cli.js`,
    ],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  return success;
}

const asked = Deno.args.includes("all") ? TARGETS : Deno.args;
const unknown = asked.find((target) => !TARGETS.includes(target));
if (unknown !== undefined) {
  console.error(`No such target: ${unknown}. There are: ${TARGETS.join(", ")}`);
  Deno.exit(2);
}
if (!bundleSplit()) Deno.exit(1);
const done = asked.length === 0 ? [compile(undefined)] : asked.map(compile);
if (done.includes(false)) Deno.exit(1);
