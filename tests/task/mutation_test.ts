import assert from "node:assert/strict";
import fc from "fast-check";
import { encode } from "../../lib/hash/canonical.ts";
import { mutationBetween } from "../../lib/task/taken.ts";
import { batch, FileRef, task } from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

interface Opts {
  lr: number;
  layers: number[];
  names: Map<string, number>;
  at: Date;
  text: string;
}

const fresh = (): Opts => ({
  lr: 0.1,
  layers: [8, 4],
  names: new Map([["a", 1]]),
  at: new Date(0),
  text: "",
});

const train = task((rows: { x: number }[], opts: Opts, ..._more: number[][]) =>
  rows.length + opts.lr
);

/** The message of a run in which `change` was made between the call and the run. */
async function messageOf(
  change: (opts: Opts, rows: { x: number }[], more: number[]) => void,
  opts: Opts = fresh(),
): Promise<string> {
  await using project = await testProject();
  const rows = [{ x: 1 }, { x: 2 }];
  const more = [1];
  try {
    await project.run(() => {
      const future = train(rows, opts, [0], more);
      change(opts, rows, more);
      return future;
    });
  } catch (error) {
    assert.equal((error as { code?: string }).code, "argument-mutated");
    return (error as Error).message;
  }
  assert.fail("no error");
}

Deno.test("a changed argument is told by parameter, path, and what was there and is now", async () => {
  const begin = "of train was changed between the call and the run";
  const cases: [Parameters<typeof messageOf>[0], string][] = [
    [(opts) => opts.lr = 0.2, `Argument opts ${begin}: opts.lr was 0.1 and is 0.2 now`],
    [
      (opts) => opts.layers.push(2),
      `Argument opts ${begin}: opts.layers[2] was nothing and is 2 now`,
    ],
    [
      (opts) => opts.layers.length = 0,
      `Argument opts ${begin}: opts.layers[0] was 8 and is nothing now`,
    ],
    [(opts) => opts.names.set("a", 2), `Argument opts ${begin}, at opts.names`],
    [(opts) => opts.at.setTime(5), `Argument opts ${begin}, at opts.at`],
    [(_, rows) => rows[1]!.x = 3, `Argument rows ${begin}: rows[1].x was 2 and is 3 now`],
    [(_, rows) => rows.reverse(), `Argument rows ${begin}: rows[0].x was 1 and is 2 now`],
    [(_a, _b, more) => more[0] = 7, `Argument _more[1] ${begin}: _more[1][0] was 1 and is 7 now`],
  ];
  for (const [change, message] of cases) assert.equal(await messageOf(change), message);
});

Deno.test("what can't be told apart, and arguments that are too large to keep, still are an error", async () => {
  const reorder = (opts: Opts) => {
    const { lr } = opts;
    delete (opts as Partial<Opts>).lr;
    opts.lr = lr;
  };
  const plain = "An argument of train was changed between the call and the run";
  assert.equal(await messageOf(reorder), plain);
  const large = { ...fresh(), text: "x".repeat(17 * 1024 * 1024) };
  assert.equal(await messageOf((opts) => opts.lr = 1, large), plain);
});

Deno.test("whatever is changed, the path leads to it", () => {
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean());
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(fc.property(fc.array(tree, { minLength: 1 }), fc.nat(), (given, seed) => {
    // what is generated is generated again, as it was left
    const args = structuredClone(given) as unknown[];
    const places: { owner: Record<string, unknown>; key: string }[] = [];
    const visit = (owner: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(owner)) {
        if (typeof value === "object" && value !== null) visit(value as Record<string, unknown>);
        else places.push({ owner, key });
      }
    };
    visit(args as never);
    fc.pre(places.length > 0);
    const { owner, key } = places[seed % places.length]!;
    const before = encode(args);
    owner[key] = "changed by now";
    const found = mutationBetween(before, encode(args), (i) => `args[${i}]`);
    assert.ok(found, "no difference found");
    // deno-lint-ignore no-eval -- the path is to be JavaScript
    assert.equal(new Function("args", `return ${found.path}`)(args), "changed by now");
    assert.match(found.values!.after, /changed by now/);
  }));
});

const rates: { usd: number } = { usd: 1 };
const convert = task({ deps: { rates } }, (n: number) => n * rates.usd);

Deno.test("a value in deps that is changed after it was hashed is an error, and nothing is kept", async () => {
  await using project = await testProject();
  rates.usd = 1;
  const changing = () => {
    const first = convert(1);
    rates.usd = 2;
    return [first, convert(2)];
  };
  await assert.rejects(project.run(changing), {
    code: "deps-changed",
    message: /^deps\.rates of /,
  });
  rates.usd = 1;
  assert.deepEqual((await project.run(() => [convert(1), convert(2)])).value, [1, 2]);
});

const RATES = { usd: 1 };
// a body may return what others have, too
const constant = task(() => RATES);
const twice = task((x: { usd: number }) => x.usd *= 2);
const both = task((x: { usd: number }, y: number) => x.usd + y);
const ofConstant = task((y: number) => RATES.usd + y);
const pair = task({ outs: ["a", "b"] }, (usd: number) => {
  const one = { usd };
  return { a: one, b: one };
});

Deno.test("what a body does to its arguments is seen by nobody else, whatever was returned", async () => {
  await using project = await testProject();
  const wire = () => {
    const { a, b } = pair(5);
    return [ofConstant(twice(constant())), both(b, twice(a))];
  };
  assert.deepEqual((await project.run(wire)).value, [3, 15]);
  assert.deepEqual((await project.run(wire, { force: true })).value, [3, 15]);
});

const kept: number[] = [];
const add = task((n: number) => (kept.push(n), kept));
const size = task((list: number[]) => list.length);

Deno.test("a value is what it was when its body ended", async () => {
  await using project = await testProject();
  const wire = () => {
    const [first, second] = [add(1), add(2)];
    return [size(first), size(second)];
  };
  assert.deepEqual((await project.run(wire)).value, [1, 2]);
});

const settings = { x: 1 };
const withSettings = task({ deps: { settings } }, (n: number) => n + settings.x);
const name = task(
  { env: ["MERKL_TEST_NAME"] },
  (n: number) => n + Deno.env.get("MERKL_TEST_NAME")!,
);
const rename = task((value: string) => {
  Deno.env.set("MERKL_TEST_NAME", value);
  return 1;
});
const names = batch(name, (items) => items.map((n) => `${n}${Deno.env.get("MERKL_TEST_NAME")}`));

Deno.test("the next run of a process sees what has changed of deps and env: no value of the last one's", async () => {
  await using project = await testProject();
  const lookup = `${project.root}/lookup.txt`;
  // the working directory is that of other tests, too
  Deno.env.set("MERKL_TEST_LOOKUP", lookup);
  const withFile = task({ deps: { lookup: new FileRef(lookup) } }, () => {
    return Deno.readTextFileSync(Deno.env.get("MERKL_TEST_LOOKUP")!);
  });
  const run = async (n: number) => {
    settings.x = n;
    Deno.env.set("MERKL_TEST_NAME", `name ${n}`);
    Deno.writeTextFileSync(lookup, `file ${n}`);
    const { value } = await project.run(
      () => [withSettings(1), name(0), ...names([0]), withFile()],
    );
    return value;
  };
  assert.deepEqual(await run(1), [2, "0name 1", "0name 1", "file 1"]);
  assert.deepEqual(await run(2), [3, "0name 2", "0name 2", "file 2"]);
  project.reset();
  assert.deepEqual(await run(1), [2, "0name 1", "0name 1", "file 1"]);
  assert.deepEqual(project.ran, []);
});

Deno.test("a variable in env that a body sets before another one runs is an error, and nothing is kept", async () => {
  await using project = await testProject();
  Deno.env.set("MERKL_TEST_NAME", "first");
  await assert.rejects(project.run(() => name(rename("second"))), {
    code: "env-changed",
    message: "MERKL_TEST_NAME, in the env of name, was changed after name was called",
  });
  Deno.env.set("MERKL_TEST_NAME", "first");
  assert.equal((await project.run(() => name(1))).value, "1first");
});
