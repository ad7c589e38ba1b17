import assert from "node:assert/strict";
import { type } from "npm:arktype@^2.1";
import * as v from "npm:valibot@^1";
import { z } from "npm:zod@^4.2";
import { context, type Future, type StandardSchema, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

interface Options {
  lr: number;
  depth: number;
}

/** The same schema in three libraries; each must do alike. */
const LIBRARIES: Record<string, StandardSchema<Options>> = {
  zod: z.object({ lr: z.number(), depth: z.number() }),
  valibot: v.object({ lr: v.number(), depth: v.number() }),
  arktype: type({ lr: "number", depth: "number" }),
};

/** Types say what is right; these tests are of what gets past them. */
const wrong = (value: unknown) => value as never;

for (const [library, schema] of Object.entries(LIBRARIES)) {
  Deno.test(`${library}: constants are checked when the task is called`, async () => {
    await using project = await testProject();
    const train = task(
      { name: "train", hashKey: library, schema: { args: [undefined, schema] } },
      (rows: number[], opts: Options) => rows.length * opts.lr,
    );
    await project.run(() => {
      assert.throws(() => train([1], wrong({ lr: "fast", depth: 2 })), {
        name: "SchemaError",
        code: "schema-mismatch",
        message: /^Argument opts\.lr of train is "fast", but its schema says: .*number/,
      });
      assert.throws(() => train([1], wrong({ lr: "fast" })), { hint: /^also \.(depth|lr): / });
    });
    assert.equal((await project.run(() => train([1, 2], { depth: 2, lr: 0.5 }))).value, 1);
  });

  Deno.test(`${library}: values of Futures are checked before the body, results before they are stored`, async () => {
    await using project = await testProject();
    const load = task({ name: "load" }, (lr: unknown) => ({ lr, depth: 1 }) as Options);
    const train = task(
      { name: "train", hashKey: `${library} values`, schema: { args: { opts: schema } } },
      (opts: Options) => opts.lr,
    );
    await assert.rejects(project.run(() => train(load("fast"))), {
      code: "schema-mismatch",
      message: /^Argument opts\.lr of train \(the value of load\) is "fast"/,
    });
    assert.deepEqual(project.ran, ["load", "train"]);
    const make = task(
      { name: "make", hashKey: `${library} makes`, schema: { returns: schema } },
      (lr: unknown) => ({ lr, depth: 1 }) as Options,
    );
    await assert.rejects(project.run(() => make("fast")), {
      code: "schema-mismatch",
      message: /^The value of make at lr is "fast", but its schema says: /,
    });
    await project.run(async () => {
      assert.equal(await make("fast").inCache(), false);
      return undefined;
    });
    assert.deepEqual((await project.run(() => make(1))).value, { lr: 1, depth: 1 });
  });
}

Deno.test("a Future inside an argument is checked with it, when it exists", async () => {
  await using project = await testProject();
  const load = task((lr: unknown) => lr as number);
  const train = task(
    { schema: { args: [LIBRARIES["zod"]] } },
    (opts: Options) => opts.lr,
  );
  await assert.rejects(project.run(() => train({ lr: load("x"), depth: 1 })), {
    code: "schema-mismatch",
    message: /^Argument opts\.lr of train is "x"/,
  });
  assert.equal((await project.run(() => train({ lr: load(3), depth: 1 }))).value, 3);
});

Deno.test("what tasks declare of a Future is compared when it is passed on", async () => {
  await using project = await testProject();
  const any = (value: unknown) => value as never;
  const text = task({ name: "text", schema: { returns: z.string() } }, () => "1");
  const maybe = task(
    { name: "maybe", schema: { returns: z.union([z.string(), z.number()]) } },
    () => 1 as string | number,
  );
  const row = task(
    { name: "row", schema: { returns: z.strictObject({ x: z.array(z.string()) }) } },
    () => ({ x: ["1"] }),
  );
  const pair = task(
    {
      outs: ["a", "b"],
      name: "pair",
      schema: { returns: z.object({ a: z.string(), b: z.number() }) },
    },
    () => ({ a: "1", b: 1 }),
  );
  const half = task({ name: "half", schema: { args: [z.number()] } }, (n: number) => n / 2);
  const arktype = task({ name: "ark", schema: { args: [type("number")] } }, (n: number) => n / 2);
  const sum = task(
    { name: "sum", schema: { args: [z.object({ x: z.array(z.number()) })] } },
    (row: { x: number[] }) => row.x.length,
  );
  const named = task(
    { name: "named", schema: { args: [z.object({ x: z.array(z.string()), id: z.string() })] } },
    (row: { x: string[]; id: string }) => row.id,
  );
  await project.run(() => {
    assert.throws(() => half(any(text())), {
      code: "schemas-clash",
      message: "Argument n of half (the value of text) is a string by the schema of text, " +
        "but by its own schema it is a number",
    });
    assert.throws(() => arktype(any(text())), { code: "schemas-clash" });
    assert.throws(() => sum(any(row())), {
      code: "schemas-clash",
      message: /^Argument row\.x\[\] /,
    });
    assert.throws(() => named(any(row())), { code: "schemas-clash", message: /row\.id .*missing/ });
    assert.throws(() => half(any(pair().a)), { code: "schemas-clash" });
    half(pair().b);
    half(any(maybe()));
    return undefined;
  });
  assert.deepEqual(project.ran, []);
  assert.equal((await project.run(() => half(any(maybe())))).value, 0.5);
});

Deno.test("a schema that would change a value is refused, but may order properties as it likes", async () => {
  await using project = await testProject();
  const takes = (schema: StandardSchema<never>, name: string) =>
    task({ name, hashKey: name, schema: { args: [schema] } }, (value: never) => value as unknown);
  await project.run(() => {
    const cases: [string, StandardSchema<never>, unknown, RegExp][] = [
      ["converts", wrong(z.coerce.number()), "1", /change argument value of converts: /],
      ["defaults", wrong(z.object({ a: z.number().default(1) })), {}, /argument value\.a of/],
      ["strips", wrong(z.object({ a: z.number() })), { a: 1, b: [2] }, /argument value\.b of/],
      ["trims", wrong(v.object({ a: v.pipe(v.string(), v.trim()) })), { a: " x" }, /value\.a of/],
      ["parses", wrong(type({ a: "string.numeric.parse" })), { a: "1" }, /value\.a of/],
    ];
    for (const [name, schema, value, message] of cases) {
      assert.throws(() => takes(schema, name)(wrong(value)), {
        code: "schema-transforms",
        message,
      });
    }
    takes(wrong(z.object({ a: z.number(), b: z.number() })), "orders")(wrong({ b: 1, a: 2 }));
    return undefined;
  });
});

Deno.test("asynchronous schemas are for results only", async () => {
  await using project = await testProject();
  const later = z.number().refine((n) => Promise.resolve(n > 0), { error: "not above 0" });
  const takes = task({ name: "takes", schema: { args: [later] } }, (n: number) => n);
  const gives = task(
    { name: "gives", schema: { returns: later } },
    (n: number) => Promise.resolve(n),
  );
  await project.run(() => {
    assert.throws(() => takes(1), {
      code: "schema-async",
      message: /^The schema of argument n of takes/,
    });
    return undefined;
  });
  assert.equal((await project.run(() => gives(1))).value, 1);
  await assert.rejects(project.run(() => gives(-1)), {
    code: "schema-mismatch",
    message: "The value of gives is -1, but its schema says: not above 0",
  });
});

Deno.test("schemas are not in the key, and may be by name, by position, of rest parameters", async () => {
  await using project = await testProject();
  const body = (first: number, ...rest: string[]) => first + rest.length;
  const plain = task(body);
  const checked = task(
    {
      name: "checked",
      schema: { args: { rest: z.string(), first: z.number() }, returns: z.number() },
    },
    body,
  );
  await project.run(() => {
    assert.equal(plain(1, "a").hash, checked(1, "a").hash);
    assert.throws(() => checked(1, "a", wrong(2)), {
      message: /^Argument rest\[1\] of checked is 2/,
    });
    const misspelt = task({ schema: { args: { frist: z.number() } } }, body);
    assert.throws(() => misspelt(1), { code: "bad-task-option", message: /first and rest/ });
    return undefined;
  });
  await project.run(() => plain(1, "a"));
  project.reset();
  assert.equal((await project.run(() => checked(1, "a"))).value, 2);
  assert.deepEqual(project.ran, []);
});

Deno.test("what is no schema is refused when the task is defined", () => {
  const define = (schema: unknown) => () => task({ schema } as never, (n: number) => n);
  const cases = [1, [z.number()], { arg: [z.number()] }, { args: z.tuple([z.number()]) }, {
    returns: {},
  }];
  for (const schema of cases) {
    assert.throws(define(schema), { code: "bad-task-option", message: /^Option schema of task/ });
  }
});

Deno.test("schemas may stand at single values of several outs, and beside metadata", async () => {
  await using project = await testProject();
  const two = task(
    { outs: 2, schema: { returns: z.tuple([z.number(), z.string()]) } },
    (n: number): [number, string] => {
      context().setMetadata({ n });
      return [n, wrong(n > 1 ? n : "one")];
    },
  );
  const { value } = await project.run(() => two(1) as [Future<number>, Future<string>]);
  assert.deepEqual(value, [1, "one"]);
  await assert.rejects(project.run(() => two(2)[1]), {
    message: /^The value of two at \[1\] is 2, but its schema says: /,
  });
});
