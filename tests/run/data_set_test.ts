import assert from "node:assert/strict";
import { task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

let made = 0;
const source = task(() => ++made);
const copy = task((n: number) => n);
const twice = task((n: number) => n * 2);
const sum = task((a: number, b: number) => a + b);

/** Everything is cached, then the source's value is lost, which comes out otherwise each time. */
async function cleared() {
  const project = await testProject();
  await project.run(() => sum(copy(source()), twice(copy(source()))));
  await project.run(() => source().clearCache());
  project.reset();
  return project;
}

const orders = {
  "the source first": () => [source(), copy(source()), twice(copy(source()))],
  "the source last": () => [twice(copy(source())), copy(source()), source()],
  "the source in between": () => [copy(source()), source(), twice(copy(source()))],
};

for (const [order, wire] of Object.entries(orders)) {
  Deno.test(`what is evaluated at the same time is of one data set: ${order}`, async () => {
    await using project = await cleared();
    await project.run(async () => {
      const values = await Promise.all(wire().map((future) => future.eval()));
      const [least = 0] = values.toSorted((a, b) => a - b);
      assert.deepEqual(values.toSorted((a, b) => a - b), [least, least, 2 * least]);
      return undefined;
    });
    assert.equal(project.ran.filter((name) => name === "source").length, 1);
  });
}

Deno.test("what a body evaluates at the same time is of one data set", async () => {
  await using project = await cleared();
  const body = task(async () => {
    return await Promise.all([
      twice(copy(source())).eval(),
      copy(source()).eval(),
      source().eval(),
    ]);
  });
  const { value: [double, same, one] } = await project.run(() => body());
  assert.deepEqual([double, same], [one * 2, one]);
});

Deno.test("a value that was given before its source is made again is not in the same result", async () => {
  await using project = await cleared();
  let before = 0;
  const { value, summary } = await project.run(async () => {
    before = await copy(source()).eval();
    return [source(), copy(source()), twice(copy(source()))];
  });
  const [one = 0, same, double] = value;
  assert.notEqual(one, before);
  assert.deepEqual([same, double], [one, one * 2]);
  assert.equal(summary.cached + summary.run, summary.tasks);
});

Deno.test("an output that is written from a value which is made again meanwhile", async () => {
  await using project = await cleared();
  const { value } = await project.run(async () => {
    const written = copy(source()).to("copy.json");
    const [, one] = await Promise.all([written.eval(), source().eval()]);
    return { one };
  });
  assert.equal(Number(Deno.readTextFileSync(`${project.root}/copy.json`)), value.one);
});

Deno.test("a value whose source is lost is given as it is: nothing runs", async () => {
  await using project = await cleared();
  await project.run(() => [copy(source()), twice(copy(source()))]);
  assert.deepEqual(project.ran, []);
});
