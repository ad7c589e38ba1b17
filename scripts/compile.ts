/**
 * Compiles the binary: `deno task compile [TARGET…|all]`. Without arguments for this machine, to
 * `dist/merkl`; for a target to `dist/merkl-TARGET`.
 */

const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** What the command line loads without a literal import, so that Deno can't see it by itself. */
const INCLUDES = ["mod.ts"];

function compile(target: string | undefined): boolean {
  const output = target === undefined ? "dist/merkl" : `dist/merkl-${target}`;
  const { success } = new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--allow-all",
      // A user's pipeline is type-checked by their editor; the binary need not do it again.
      "--no-check",
      // Else every package of the import map goes in, those of the tests too.
      "--exclude-unused-npm",
      ...INCLUDES.map((path) => `--include=${path}`),
      ...(target === undefined ? [] : [`--target=${target}`]),
      `--output=${output}`,
      "cli.ts",
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
const done = asked.length === 0 ? [compile(undefined)] : asked.map(compile);
if (done.includes(false)) Deno.exit(1);
