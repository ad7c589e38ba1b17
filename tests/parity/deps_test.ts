/** What may stand in `deps`, and how it counts. */

import assert from "node:assert/strict";
import { DirRef, FileRef, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { tempProject } from "../support/temp_project.ts";

const body = (x: number) => x;
const withDep = (dep: unknown) => task({ deps: [dep] }, body)(1).hash;
const inc = task((x: number) => x + 1);

Deno.test("strings, numbers and bytes in deps count by value", async () => {
  await using project = await testProject();
  await project.run(() => {
    const deps = ["a", "b", 1, "1", new Uint8Array([1]), new Uint8Array([2]), null, undefined, [1]];
    assert.equal(new Set(deps.map(withDep)).size, deps.length);
    assert.equal(withDep("a"), withDep("a"));
    assert.equal(withDep(new Uint8Array([1])), withDep(new Uint8Array([1])));
    return undefined;
  });
});

Deno.test("functions and tasks in deps count by their code, Futures by their hash", async () => {
  await using project = await testProject();
  const same = (x: number) => x * 2;
  const alike = (x: number) => x * 2;
  const other = (x: number) => x * 3;
  await project.run(() => {
    assert.equal(withDep(same), withDep(alike));
    assert.notEqual(withDep(same), withDep(other));
    assert.notEqual(withDep(task(same)), withDep(same));
    assert.equal(withDep(task(same)), withDep(task(alike)));
    assert.notEqual(withDep(task(same)), withDep(task(other)));
    assert.equal(withDep(inc(1)), withDep(inc(1)));
    assert.notEqual(withDep(inc(1)), withDep(inc(2)));
    return undefined;
  });
  assert.deepEqual(project.ran, []);
});

Deno.test("a function that a wrapper is handed counts, though it looks like the body", async () => {
  await using project = await testProject();
  const apply = (fn: (x: number) => number) => task({ deps: [fn] }, (x: number) => fn(x))(10);
  const double = (x: number) => x * 2;
  const { value } = await project.run(() => [
    apply(double),
    apply((x) => x * 3),
    apply(helpers.plusOne),
    apply(plusTwo),
  ]);
  assert.deepEqual(value, [20, 30, 11, 12]);
  assert.deepEqual(project.warnings, []);
});

const helpers = { plusOne: (x: number) => x + 1 };
function plusTwo(x: number) {
  return x + 2;
}

Deno.test("functions that are named in deps count with all that they use", async () => {
  await using project = await testProject();
  const hash = (dep: (x: number) => number) => task({ deps: [dep] }, body)(1).hash;
  await project.run(() => {
    const named = task({ deps: [plusTwo] }, body)(1).hash;
    const other = task({ deps: [plusThree] }, body)(1).hash;
    assert.notEqual(named, other);
    assert.equal(named, hash(plusTwo));
    assert.equal(other, hash(plusThree));
    return undefined;
  });
  assert.deepEqual(project.warnings, []);
});

const three = 3;
function plusThree(x: number) {
  return x + three;
}

/** Functions of one text that are different all the same. */
const twice = (() => {
  const factor = 2;
  return (x: number) => x * factor;
})();
const thrice = (() => {
  const factor = 3;
  return (x: number) => x * factor;
})();

Deno.test("functions that their text and place can't tell apart are refused", async () => {
  await using project = await testProject();
  await project.run(() => {
    for (const fn of [twice, thrice]) {
      assert.throws(() => withDep(fn), { code: "ambiguous-function" });
      assert.throws(() => task(fn)(1).hash, { code: "ambiguous-function" });
    }
    return undefined;
  });
});

Deno.test("a class in deps counts by its code", async () => {
  await using project = await testProject();
  const make = () =>
    class {
      value = 1;
    };
  class Other {
    value = 2;
  }
  await project.run(() => {
    assert.equal(withDep(make()), withDep(make()));
    assert.notEqual(withDep(make()), withDep(Other));
    return undefined;
  });
});

Deno.test("the code of argSerializers and of an outs function counts, whatever the body's is", async () => {
  await using project = await testProject();
  const model = { id: 1, name: 1 };
  type Model = typeof model;
  const byId = task({ argSerializers: { m: (m: Model) => m.id } }, (m: Model) => m.id);
  const byName = task({ argSerializers: { m: (m: Model) => m.name } }, (m: Model) => m.id);
  const two = task({ outs: (n: unknown) => n === 2 ? 2 : 1 }, (n: number) => [n, n]);
  const both = task({ outs: (n: unknown) => n === 3 ? 1 : 2 }, (n: number) => [n, n]);
  await project.run(() => {
    assert.notEqual(byId(model).hash, byName(model).hash);
    assert.notEqual(two(2)[0]!.hash, both(2)[0]!.hash);
    return undefined;
  });
  assert.deepEqual(project.warnings, []);
});

Deno.test("files and folders in deps count by name and content", async () => {
  await using project = await testProject();
  Deno.mkdirSync(`${project.root}/dir`);
  const file = `${project.root}/dir/a.txt`;
  const hashes = () => [withDep(new FileRef("dir/a.txt")), withDep(new DirRef("dir"))];
  const seen: string[] = [];
  for (const text of ["one", "two", "one"]) {
    Deno.writeTextFileSync(file, text);
    await project.run(() => {
      seen.push(...hashes());
      return undefined;
    });
  }
  assert.deepEqual(seen.slice(0, 2), seen.slice(4));
  assert.equal(new Set(seen).size, 4);
});

Deno.test("a module in deps counts by what it exports", async () => {
  const module = (factor: number, said = "") =>
    `${said}
const hidden = ${factor};
export const scale = (x: number) => x * hidden;
export const limit = 10;
`;
  const pipeline = `import { task } from "@merkl/merkl";
import * as helpers from "./helpers.ts";
const use = task({ deps: [helpers] }, (x: number) => x);
export default () => use(1).hash;
`;
  await using project = tempProject({ files: { "p.ts": pipeline, "helpers.ts": module(2) } });
  const hash = async () => {
    const { code, stdout, stderr } = await project.run(["run", "-q", "p.ts"]);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const first = await hash();
  assert.match(first, /^"?[0-9a-f]{64}"?\n$/);
  project.write("helpers.ts", module(2, "// a comment"));
  assert.equal(await hash(), first);
  project.write("helpers.ts", module(3));
  assert.notEqual(await hash(), first);
});
