/**
 * Makes all files of a release in `dist/release`: `deno task release`. The binaries of all targets,
 * `SHA256SUMS` (which `install.sh` checks), the bill of materials, and the one-file bundle. The
 * version is that of `deno.json`.
 */

import { createHash } from "node:crypto";
import { bundleOne } from "./bundle.ts";
import { compileAll, TARGETS } from "./compile.ts";
import { bill } from "./sbom.ts";

/** Where a release is made. */
const FOLDER = "dist/release";

/** Writes the digest of each file of `folder` into its `SHA256SUMS`, in the form of `sha256sum`. */
export function writeChecksums(folder: string): void {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name !== "SHA256SUMS").sort();
  const lines = names.map((name) => {
    const digest = createHash("sha256").update(Deno.readFileSync(`${folder}/${name}`));
    return `${digest.digest("hex")}  ${name}\n`;
  });
  Deno.writeTextFileSync(`${folder}/SHA256SUMS`, lines.join(""));
}

function main(): number {
  const { version } = JSON.parse(Deno.readTextFileSync("deno.json"));
  if (!changelogHas(version)) {
    console.error(`CHANGELOG.md has no heading for ${version}: write what is new in it`);
    return 1;
  }
  Deno.mkdirSync(FOLDER, { recursive: true });
  for (const { name } of Deno.readDirSync(FOLDER)) Deno.removeSync(`${FOLDER}/${name}`);
  if (!compileAll(TARGETS, FOLDER) || !bundleOne(`${FOLDER}/merkl.js`)) return 1;
  const sbom = JSON.stringify(bill(), null, 2);
  Deno.writeTextFileSync(`${FOLDER}/merkl.cdx.json`, `${sbom}\n`);
  Deno.copyFileSync("install.sh", `${FOLDER}/install.sh`);
  writeChecksums(FOLDER);
  console.log(`merkl ${version} is in ${FOLDER}:`);
  console.log(Deno.readTextFileSync(`${FOLDER}/SHA256SUMS`).trimEnd());
  return 0;
}

/** Whether the changes of a version are told. */
export function changelogHas(
  version: string,
  text: string = Deno.readTextFileSync("CHANGELOG.md"),
): boolean {
  return text.split("\n").some((line) =>
    line === `## ${version}` || line.startsWith(`## ${version} `)
  );
}

if (import.meta.main) Deno.exitCode = main();
