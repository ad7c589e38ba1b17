/**
 * Compiles the binary: `deno task compile [TARGET…|all]`. Without arguments for this machine, to
 * `dist/merkl`; for a target to `dist/merkl-TARGET`. It is made of the bundle in several files,
 * which starts faster than the sources.
 */

import { bundleSplit, SPLIT } from "./bundle_split.ts";

/** All machines that `deno compile` can make a binary for. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** Compiles for each target, into `folder`; false at the first that fails. */
export function compileAll(targets: readonly string[], folder: string): boolean {
  return bundleSplit() &&
    targets.every((target) => compile(`${folder}/merkl-${target}`, [`--target=${target}`]));
}

function compile(output: string, more: readonly string[]): boolean {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--allow-all",
      // A user's pipeline is type-checked by their editor; the binary need not do it again.
      "--no-check",
      // Its import map gives pipelines the library; packages are in the bundle already.
      `--config=${SPLIT}/deno.json`,
      ...includes(),
      ...more,
      `--output=${output}`,
      `${SPLIT}/cli.js`,
    ],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync().success;
}

/** The bundle loads most of its files by imports that Deno can't see by itself. */
function includes(): string[] {
  return [...Deno.readDirSync(SPLIT)]
    .filter(({ name }) => name.endsWith(".js"))
    .map(({ name }) => `--include=${SPLIT}/${name}`);
}

function main(): number {
  const asked = Deno.args.includes("all") ? TARGETS : Deno.args;
  const unknown = asked.find((target) => !TARGETS.includes(target));
  if (unknown !== undefined) {
    console.error(`No such target: ${unknown}. There are: ${TARGETS.join(", ")}`);
    return 2;
  }
  const done = asked.length === 0
    ? bundleSplit() && compile("dist/merkl", [])
    : compileAll(asked, "dist");
  return done ? 0 : 1;
}

if (import.meta.main) Deno.exitCode = main();
