import assert from "node:assert/strict";
import { join } from "node:path";
import { changelogHas, writeChecksums } from "../../scripts/release.ts";
import { bill } from "../../scripts/sbom.ts";
import { REPO, tempProject } from "../support/temp_project.ts";

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

Deno.test("checksums are what sha256sum checks, and don't take in their own file", async () => {
  await using project = tempProject({
    files: { "r/a": "one", "r/b": "two", "r/SHA256SUMS": "old" },
  });
  writeChecksums(project.path("r"));
  const check = new Deno.Command("sha256sum", {
    args: ["-c", "SHA256SUMS"],
    cwd: project.path("r"),
  });
  const { success, stdout } = await check.output();
  assert.ok(success);
  assert.equal(new TextDecoder().decode(stdout), "a: OK\nb: OK\n");
});

Deno.test("the bill names what the product imports, with the lock's hashes, and no test package", () => {
  const components = bill()["components"] as readonly Component[];
  const names = components.map(({ name }) => name);
  for (const name of ["deno", "@babel/parser", "jsonc-parser", "log-update"]) {
    assert.ok(names.includes(name), name);
  }
  for (const name of ["fast-check", "zod", "vega-datasets"]) assert.ok(!names.includes(name), name);
  const lock = JSON.parse(Deno.readTextFileSync(join(REPO, "deno.lock")));
  const parser = components.find(({ name }) => name === "@babel/parser")!;
  const integrity: string = lock.npm[`@babel/parser@${parser.version}`].integrity;
  const content = Uint8Array.fromBase64(integrity.slice("sha512-".length)).toHex();
  assert.deepEqual(parser.hashes, [{ alg: "SHA-512", content }]);
});

Deno.test("a release without its heading in the changelog is refused", () => {
  assert.ok(changelogHas("1.2.0", "# Changelog\n\n## 1.2.0 (2026-01-02)\n"));
  assert.ok(changelogHas("1.2.0", "## 1.2.0\n"));
  assert.ok(!changelogHas("1.2.0", "## 1.2.01\n\n## Unreleased\n"));
});
