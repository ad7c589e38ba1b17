/** A batch and its task: both codes count in the key of the task, found in the source text. */

import assert from "node:assert/strict";
import type { Analysis } from "../../lib/source/types.ts";
import { analyzeAll, type RigOptions, type Sources, withImport } from "./rig.ts";

const SINGLE = "const one = task((x: number) => x + 1);";

/** The analysis of the first `task()` of a module. */
async function first(text: string | Sources, options?: RigOptions): Promise<Analysis> {
  const sources = typeof text === "string" ? { "main.ts": withImport(text) } : text;
  return (await analyzeAll(sources, options))[0]!();
}

for (const hashMode of ["deps", "module", "function"] as const) {
  Deno.test(`the batch's code counts, in ${hashMode} mode`, async () => {
    const key = async (batch: string) => (await first(`${SINGLE} ${batch}`, { hashMode })).codeHash;
    const plus = await key("const many = batch(one, (xs: number[]) => xs.map((x) => x + 1));");
    assert.notEqual(plus, await key(""));
    assert.notEqual(
      plus,
      await key("const many = batch(one, (xs: number[]) => xs.map((x) => x));"),
    );
  });
}

Deno.test("so does what the batch's code uses, and the names do not", async () => {
  const key = async (many: string, step: number) =>
    (await first(`${SINGLE} const step = ${step};
      export const ${many} = batch(one, (xs: number[]) => xs.map((x) => x + step));`)).codeHash;
  assert.equal(await key("many", 1), await key("lots", 1));
  assert.notEqual(await key("many", 1), await key("many", 2));
});

for (
  const [how, text] of [
    ["as a name", `${SINGLE} const fn = (xs: number[]) => xs; export const many = batch(one, fn);`],
    [
      "of a member",
      `const tasks = { one: task((x: number) => x + 1) };
      export const many = batch(tasks.one, (xs: number[]) => xs);`,
    ],
    [
      "by another name",
      `import { batch as b } from "./merkl.ts"; ${SINGLE}
      export const many = b(one, (xs: number[]) => xs);`,
    ],
    [
      "of the whole library",
      `import * as m from "./merkl.ts"; ${SINGLE}
      export const many = m.batch(one, (xs: number[]) => xs);`,
    ],
  ] as const
) {
  Deno.test(`a batch is found ${how}`, async () => {
    const results = await analyzeAll({ "main.ts": withImport(text) });
    const [single, many] = results.map((result) => result());
    assert.deepEqual(single!.batches.map(({ site }) => site), [many!.site]);
    assert.notEqual(
      single!.codeHash,
      (await first(text.replace("xs: number[]) => xs", "xs: number[]) => [0]"))).codeHash,
    );
  });
}

for (
  const [how, text] of [
    [
      "in a function",
      `${SINGLE} function make() { return batch(one, (xs: number[]) => xs); } make();`,
    ],
    [
      "by something else of that name",
      `${SINGLE} import { other as batch2 } from "./o.ts"; batch2(one, (xs: number[]) => xs);`,
    ],
    [
      "of another task",
      `${SINGLE} const two = task((x: number) => x); batch(two, (xs: number[]) => xs);`,
    ],
  ] as const
) {
  Deno.test(`a batch made ${how} is none of the task's`, async () => {
    const { batches } = await first({
      "main.ts": withImport(text),
      "o.ts": "export const other = (...args: unknown[]) => args;",
    });
    assert.deepEqual(batches, []);
  });
}

Deno.test("a function that names the task counts the batch as well", async () => {
  const key = async (body: string) => {
    const results = await analyzeAll({
      "main.ts": withImport(`${SINGLE} export const many = batch(one, (xs: number[]) => ${body});
        task(() => one.eval(1));`),
    });
    return results[2]!().codeHash;
  };
  assert.notEqual(await key("xs"), await key("[0]"));
});

Deno.test("what the batch's function captures is refused", async () => {
  await assert.rejects(
    first(`${SINGLE} const now = Date.now(); batch(one, (xs: number[]) => xs.map(() => now));`),
    { code: "impure-constant" },
  );
});
