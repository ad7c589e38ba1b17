/** What a hash depends on, seen from outside: over processes, files and ways to wrap a function. */

import assert from "node:assert/strict";
import { type Future, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { tempProject } from "../support/temp_project.ts";

const FUNCTION = (mode: string, name: string, more = "") =>
  `import { task } from "@merkl/merkl";
${more}
const factor = 3;
export const ${name} = task({ hashMode: "${mode}" }, (x: number) => x * factor);
`;

const PIPELINE = `import { one } from "./a.ts";
import { two } from "./b.ts";
export const hashes = () => [one(1).hash, two(1).hash, one(2).hash];
export default () => [one(1), two(1)];
`;

function files(mode: string, more = "") {
  return { "a.ts": FUNCTION(mode, "one"), "b.ts": FUNCTION(mode, "two", more), "p.ts": PIPELINE };
}

for (const mode of ["deps", "function", "module"]) {
  Deno.test(`hashes are the same in every process, and equal functions in two files share entries: ${mode}`, async () => {
    await using project = tempProject({ files: files(mode, "export const other = 1;") });
    const hashes = async () => {
      const { stdout, stderr, code } = await project.run(["run", "-q", "--json", "p.ts:hashes"]);
      assert.equal(code, 0, stderr);
      return stdout.match(/[0-9a-f]{64}/g)!;
    };
    const first = await hashes();
    assert.equal(first.length, 3);
    assert.deepEqual(await hashes(), first);
    assert.notEqual(first[0], first[2]);
    assert.equal(first[0] === first[1], mode !== "module");
    const { stderr } = await project.run(["run", "p.ts"]);
    assert.match(stderr, mode === "module" ? /2 run/ : /1 run/);
    project.write("b.ts", FUNCTION(mode, "two", "export const other = 1;").replace("3", "4"));
    const edited = await hashes();
    assert.equal(edited[0], first[0]);
    // the function alone doesn't tell what its constants are
    assert.equal(edited[1] === first[1], mode === "function");
  });
}

Deno.test("a function wrapped twice with other options keeps apart", async () => {
  await using project = await testProject();
  const body = (x: number) => [x, x + 1] as [number, number];
  const whole = task(body);
  const parts = task({ outs: 2 }, body);
  const pinned = task({ version: 1 }, body);
  const again = task({ version: 2 }, whole.fn);
  const { value } = await project.run(() => [whole(1), parts(1), pinned(1)]);
  assert.deepEqual(value, [[1, 2], [1, 2], [1, 2]]);
  assert.equal(project.ran.length, 3);
  await project.run(() => {
    const futures: Future<unknown>[] = [whole(1), ...parts(1), pinned(1), again(1)];
    assert.equal(new Set(futures.map(({ hash }) => hash)).size, futures.length);
    // what isn't in the key doesn't keep apart
    assert.equal(task({ name: "other", retries: 2 }, body)(1).hash, whole(1).hash);
    return undefined;
  });
});

Deno.test("null, undefined and left out arguments are told apart, and reach the body", async () => {
  await using project = await testProject();
  const see = task((a?: unknown, b?: unknown) => [String(a), String(b)]);
  const wire = () => [see(), see(undefined), see(null), see(null, undefined), see(undefined, null)];
  const { value } = await project.run(wire);
  assert.deepEqual(value, [
    ["undefined", "undefined"],
    ["undefined", "undefined"],
    ["null", "undefined"],
    ["null", "undefined"],
    ["undefined", "null"],
  ]);
  await project.run(() => {
    const [none, first, second, third, fourth] = wire().map(({ hash }) => hash);
    assert.equal(new Set([none, second, fourth]).size, 3);
    assert.notEqual(first, second);
    assert.notEqual(third, fourth);
    return undefined;
  });
  project.reset();
  const give = task((what: "null" | "undefined") => what === "null" ? null : undefined);
  const values = await project.run(() => [see(give("null"), give("undefined")), give("undefined")]);
  assert.deepEqual(values.value, [["null", "undefined"], undefined]);
  project.reset();
  assert.deepEqual((await project.run(() => give("null"))).value, null);
  assert.deepEqual(project.ran, []);
});

Deno.test("outs: infer looks at the function's own returns, not at those of functions in it", async () => {
  await using project = await testProject();
  const nested = task({ outs: "infer" }, (list: number[]) => {
    const doubled = list.map((x) => {
      return 2 * x;
    });
    function unused() {
      return { other: 1 };
    }
    return { doubled, kind: typeof unused };
  });
  const { value } = await project.run(() => nested([1]).doubled);
  assert.deepEqual(value, [2]);
  const key = "a";
  const computed = task({ outs: "infer" }, (x: number) => ({ [key]: x }));
  await assert.rejects(project.run(() => computed(1).a), { code: "cannot-infer-outs" });
});
