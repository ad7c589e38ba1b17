import assert from "node:assert/strict";
import { MerklError, type Serializer, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";

/** A model that only its own serialiser understands. */
class Model {
  constructor(readonly id: string, readonly weights: readonly number[]) {}

  predict(x: number): number {
    return this.weights.reduce((sum, weight) => sum + weight * x, 0);
  }
}

const models: Serializer<Model> = {
  name: "model",
  version: 1,
  dumps: ({ id, weights }) => new TextEncoder().encode(JSON.stringify([id, weights])),
  loads: (bytes) => {
    const [id, weights] = JSON.parse(new TextDecoder().decode(bytes)) as [string, number[]];
    return new Model(id, weights);
  },
};

function code(expected: string, message?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof MerklError, String(error));
    assert.equal(error.code, expected);
    if (message !== undefined) assert.match(error.message, message);
    return true;
  };
}

Deno.test("a task's own serializer keeps what only it understands", async () => {
  await using project = await testProject();
  const train = task({ serializer: models }, () => new Model("a", [1, 2]));
  const predict = task((model: Model, x: number) => model.predict(x));
  const wire = () => predict(train(), 2);
  assert.equal((await project.run(wire)).value, 6);
  project.reset();
  assert.equal((await project.run(() => ({ again: train(), y: predict(train(), 3) }))).value.y, 9);
  assert.deepEqual(project.ran, ["predict"]);
});

Deno.test("each out has its own serializer; the others the default", async () => {
  await using project = await testProject();
  const make = task(
    { outs: ["model", "report", "sizes"], serializer: { model: models, report: "text" } },
    () => ({ model: new Model("a", [1]), report: "fine", sizes: new Map([[1, 2]]) }),
  );
  const { value } = await project.run(() => make());
  assert.ok(value.model instanceof Model);
  assert.deepEqual([value.report, value.sizes], ["fine", new Map([[1, 2]])]);
  const pair = task({ outs: 2, serializer: { 1: "json" } }, () => [1, { x: 1 }]);
  assert.deepEqual((await project.run(() => pair())).value, [1, { x: 1 }]);
});

Deno.test("a serializer is part of the key, by out", async () => {
  await using project = await testProject();
  const body = () => ({ a: 1, b: 2 });
  const outs = ["a", "b"] as const;
  const { value } = await project.run(() => {
    const hashes = [
      task({ outs }, body)().a.depsHash,
      task({ outs, serializer: "json" }, body)().a.depsHash,
      task({ outs, serializer: { a: "json" } }, body)().a.depsHash,
      task({ outs, serializer: { b: "json" } }, body)().a.depsHash,
      task({ outs, serializer: { a: { ...models, version: 2 } } }, body)().a.depsHash,
      task({ outs, serializer: { a: models } }, body)().a.depsHash,
    ];
    return {
      distinct: new Set(hashes).size,
      same: task({ outs }, body)().a.depsHash === hashes[0],
    };
  });
  assert.deepEqual(value, { distinct: 6, same: true });
});

Deno.test("serializers of outs that there aren't are refused", async () => {
  await using project = await testProject();
  const refused = async (make: () => unknown, message: RegExp) =>
    await assert.rejects(project.run(make), code("bad-task-option", message));
  await refused(
    () => task({ outs: ["a", "b"], serializer: { c: "json" } }, () => ({ a: 1, b: 2 }))(),
    /serializers of a and b, but was given one of "c"/,
  );
  await refused(
    () => task({ outs: "infer", serializer: { c: "json" } }, () => ({ a: 1, b: 2 }))(),
    /serializers of a and b/,
  );
  await refused(() => task({ serializer: { a: "json" } }, () => 1)(), /one serializer for its one/);
  assert.throws(() => task({ serializer: { a: "jason" } }, () => 1), code("serializer-unknown"));
  assert.throws(
    () => task({ serializer: { a: { name: "Bad" } as never } }, () => 1),
    code("serializer-invalid"),
  );
});

Deno.test("a value that its serializer refuses is named with its task and place", async () => {
  await using project = await testProject();
  const made = task({ serializer: "json" }, () => ({ at: new Date(0) }));
  await assert.rejects(project.run(() => made()), code("cannot-serialize", /made/));
});

Deno.test("argSerializers hash an argument by what they give, and the body gets it whole", async () => {
  await using project = await testProject();
  const predict = task(
    { argSerializers: { model: (model: Model) => model.id } },
    (model: Model, x: number) => model.predict(x),
  );
  const first = await project.run(() => predict(new Model("a", [1, 2]), 2));
  assert.equal(first.value, 6);
  // the same id: the same call
  await project.run(() => predict(new Model("a", [7]), 2));
  assert.deepEqual(project.ran, ["predict"]);
  const other = await project.run(() => predict(new Model("b", [7]), 2));
  assert.equal(other.value, 14);
  assert.deepEqual(project.ran, ["predict", "predict"]);
});

Deno.test("the code of an argSerializers function is part of the key", async () => {
  await using project = await testProject();
  const { value } = await project.run(() => {
    const body = (model: Model) => model.id;
    const byId = task({ argSerializers: { model: (model: Model) => model.id } }, body);
    const byWeights = task(
      { argSerializers: { model: (model: Model) => [...model.weights] } },
      body,
    );
    const model = new Model("a", [1]);
    return { same: byId(model).depsHash === byWeights(model).depsHash };
  });
  assert.deepEqual(value, { same: false });
});

Deno.test("an argument that comes from a Future is hashed by it, not by argSerializers", async () => {
  await using project = await testProject();
  const train = task({ serializer: models }, (id: string) => new Model(id, [1]));
  const name = task(
    { argSerializers: { model: (model: Model) => model.id } },
    (model: Model) => model.id,
  );
  const { value } = await project.run(() => [name(train("a")), name(train("b"))]);
  assert.deepEqual(value, ["a", "b"]);
});

Deno.test("argSerializers of a parameter that there isn't is refused", async () => {
  await using project = await testProject();
  const wrong = task({ argSerializers: { modle: () => 1 } }, (model: number) => model);
  await assert.rejects(project.run(() => wrong(1)), code("bad-task-option", /modle/));
});

Deno.test("the extension of an output tells how it is written", async () => {
  await using project = tempProject();
  await using session = new Session({ root: absPath(project.dir), cache: new MemoryCache() });
  await session.run(() => {
    task(() => ({ a: [1] }))().to("a.json");
    task(() => [{ a: 1 }, { b: 2 }])().to("a.jsonl");
    task(() => "x\n")().to("a.md");
    task(() => ["x", "y"])().to("a.txt");
    task(() => new Uint8Array([65, 66]))().to("a.bin");
    task(() => "plain")().to("none");
    task(() => ({ a: 1 }))().to("named.bin", { serializer: "json" });
    task({ serializer: models }, () => new Model("m", [1]))().to("m.bin", { serializer: models });
  });
  const names = ["a.json", "a.jsonl", "a.md", "a.txt", "a.bin", "none", "named.bin", "m.bin"];
  assert.deepEqual(names.map((name) => project.read(name)), [
    '{\n  "a": [\n    1\n  ]\n}\n',
    '{"a":1}\n{"b":2}\n',
    "x\n",
    "x\ny\n",
    "AB",
    "plain",
    '{\n  "a": 1\n}\n',
    '["m",[1]]',
  ]);
  await assert.rejects(
    session.run(() => task(() => ({ a: 1 }))().to("a.bin")),
    code("serializer-for-path"),
  );
});

Deno.test("verify says where a serializer changes a value, by path", async () => {
  await using project = await testProject();
  const loose: Serializer = {
    name: "loose",
    version: 1,
    lossless: true,
    dumps: (value) => new TextEncoder().encode(JSON.stringify(value)),
    loads: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
  };
  const dated = task({ serializer: loose }, () => ({ list: [{ at: new Date(0) }], n: 1 }));
  const gone = task({ serializer: "json" }, () => ({ a: 1, b: undefined }));
  const two = task({ outs: ["x"], serializer: { x: loose } }, () => ({ x: [1, NaN] }));
  const fine = task(() => ({ at: new Date(0), list: [1, 2] }));
  const wire = () => [dated(), gone(), two().x, fine()];
  await project.run(wire, { verify: true });
  assert.deepEqual(project.warnings, [
    'dated: the serializer loose changes its value: result.list[0].at is a Date, but "1970-01-01T00:00:00.000Z" when read',
    "gone: the serializer json changes its value: result.b is undefined, but absent when read",
    "two: the serializer loose changes its value: result.x[1] is NaN, but null when read",
  ]);
  project.reset();
  await project.run(wire, { force: true });
  assert.deepEqual(project.warnings, []);
});

Deno.test("merkl run --verify says it on the command line", async () => {
  await using project = tempProject({
    files: {
      "pipeline.ts": `import { task } from "@merkl/merkl";
const made = task({ serializer: "json" }, () => ({ a: 1, b: undefined }));
export default () => made();
`,
    },
  });
  const plain = await project.run(["run", "pipeline.ts"]);
  assert.doesNotMatch(plain.stderr, /changes its value/);
  const { code, stderr } = await project.run(["run", "--verify", "-f", "pipeline.ts"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /made: the serializer json changes its value: result\.b is undefined/);
});
