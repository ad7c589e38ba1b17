/** What tasks and Futures refuse: codes, messages, and the place of the user's call. */

import assert from "node:assert/strict";
import {
  context,
  type FileRef,
  fileRef,
  Future,
  MerklError,
  pathFuture,
  pipeline,
  readFuture,
  task,
  writeFuture,
} from "../../mod.ts";
import { testProject } from "../../lib/project/testing.ts";

const inc = task((x: number) => x + 1);
const pair = task({ outs: ["low", "high"] }, (x: number) => ({ low: x, high: x + 1 }));

class Model {
  weights = [1];
}

/** The error of a pipeline, and the text of its place's line from its column on. */
async function refusal(wire: () => unknown): Promise<MerklError & { at: string }> {
  await using project = await testProject();
  try {
    await project.run(wire);
  } catch (error) {
    assert.ok(error instanceof MerklError, String(error));
    const { file, line, column } = error.place ?? { file: "", line: 1, column: 1 };
    const text = file === "" ? "" : Deno.readTextFileSync(file).split("\n")[line - 1]!;
    return Object.assign(error, { at: text.slice(column - 1) });
  }
  throw new Error("nothing was refused");
}

Deno.test("an argument that is no plain data is named by its parameter, at the user's call", async () => {
  const train = task((rows: number[], opts: { model: unknown; results?: unknown }) => [rows, opts]);
  const { code, message, hint, at } = await refusal(() => train([1], { model: new Model() }));
  assert.equal(code, "value-class-instance");
  assert.equal(
    message,
    "train: opts.model is an instance of Model, but only plain data can be hashed and stored",
  );
  assert.match(hint!, /ignoreArgs/);
  assert.match(at, /^train\(\[1\], \{ model/);
  const promise = await refusal(() => train([1], { model: Promise.resolve(1) }));
  assert.deepEqual([promise.code, promise.message], [
    "value-promise",
    "train: opts.model is a promise, but its value is needed",
  ]);
  const symbol = await refusal(() => inc(Symbol("x") as never));
  assert.equal(symbol.message, "inc: x is a symbol (Symbol(x)), which can't be hashed or stored");
});

Deno.test("an argument called result has the hint of an argument", async () => {
  const show = task((result: unknown) => String(result));
  assert.match((await refusal(() => show(new Model()))).hint!, /ignoreArgs/);
});

Deno.test("the wrong number of arguments: what is lacking, what is too much, and both places", async () => {
  const train = task((rows: number[], { lr, epochs }: { lr: number; epochs: number }, seed = 1) =>
    rows.length * lr * epochs * seed
  );
  const call = train as unknown as (...args: unknown[]) => unknown;
  const few = await refusal(() => call([1]));
  assert.equal(
    few.message,
    "train was given 1 argument, but takes 2 to 3 (rows, { lr, epochs }, seed?)",
  );
  assert.equal(few.hint, "Pass { lr, epochs } as well");
  assert.match(few.at, /^call\(\[1\]\)/);
  assert.equal(few.related[0]?.label, "train is defined here");
  const many = await refusal(() => call([1], {}, 2, 3, 4));
  assert.equal(many.hint, "Leave out the last 2");
  const sweep = pipeline((rows: number[], lr = 1) => inc(rows.length * lr));
  assert.equal(
    (await refusal(() => (sweep as unknown as () => unknown)())).message,
    "sweep was given 0 arguments, but takes 1 to 2 (rows, lr?)",
  );
  await using project = await testProject();
  assert.equal((await project.run(() => sweep([1, 2]))).value, 3);
  const piped = await refusal(() => inc(1).pipe(call as never));
  assert.equal(piped.code, "wrong-argument-count");
});

Deno.test("a Future in a result is not its value", async () => {
  const outer = task((x: number) => ({ deep: [inc(x)] }));
  const { code, message, hint, cause } = await refusal(() => outer(1));
  assert.equal(code, "cannot-serialize");
  assert.equal((cause as MerklError).code, "value-future");
  assert.equal(
    message,
    "The value of outer can't be stored: result.deep[0] is a Future, but its value is needed",
  );
  assert.match(hint!, /await future\.eval\(\)/);
});

Deno.test("outs that aren't there, and an outs function with other parameters", async () => {
  const unknown = await refusal(() => pair(1).low.out("hihg"));
  assert.equal(unknown.code, "unknown-out");
  assert.equal(unknown.message, 'pair has no out "hihg"; did you mean "high"?');
  assert.match(unknown.at, /^out\(/);
  const loose = task as unknown as (options: unknown, fn: unknown) => (a: number) => unknown;
  const sized = loose({ outs: (_a: number, n: number) => n }, (a: number) => [a]);
  assert.equal((await refusal(() => sized(1))).code, "outs-signature");
});

Deno.test("paths and kinds of files that are none", async () => {
  const cases: [() => unknown, string, RegExp][] = [
    [() => readFuture(3 as never), "bad-input-path", /^readFuture takes the path .* given number$/],
    [() => pathFuture(""), "bad-input-path", /^pathFuture .* an empty string$/],
    [() => readFuture("x", { as: "txt" as never }), "bad-input-as", /not as "txt"$/],
    [() => inc(1).to(""), "bad-output-path", /^to\(\) takes .* an empty string$/],
    [() => inc(1).to("a\0b"), "bad-output-path", /^to\(\) takes .* a string with a NUL character$/],
    [() => inc(1).to(Promise.resolve("x") as never), "bad-output-path", /a promise/],
  ];
  for (const [wire, code, message] of cases) {
    const error = await refusal(wire);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.at, /^(?:readFuture|pathFuture|to)\(/);
  }
});

Deno.test("writeFuture is given Futures only: of a promise it says what to leave out", async () => {
  const promise = await refusal(() => writeFuture(Promise.resolve(1) as never, "x.json"));
  assert.equal(promise.code, "not-a-future");
  assert.match(promise.hint!, /without eval\(\)/);
  assert.match(promise.at, /^writeFuture\(/);
  assert.match((await refusal(() => writeFuture(1 as never, "x.json"))).hint!, /Call a task/);
});

Deno.test("two values for one path are named by their calls, at both places", async () => {
  const error = await refusal(() => [
    inc(1).to("x.json"),
    writeFuture(inc(2), "x.json"),
  ]);
  assert.equal(error.code, "output-conflict");
  assert.match(
    error.message,
    /^Two different values are written to .*x\.json: those of inc\(1\) and inc\(2\)$/,
  );
  assert.match(error.at, /^writeFuture\(/);
  assert.equal(error.related[0]?.line, error.place!.line - 1);
});

Deno.test("two outs of one call for one path are told apart", async () => {
  const o = task({ outs: ["score", "model"] }, (name: string) => ({ score: name, model: name }));
  const error = await refusal(() => {
    const { score, model } = o("y");
    score.to("x.json");
    model.to("x.json");
  });
  assert.equal(error.code, "output-conflict");
  assert.match(error.message, /: those of o\("y"\)\.score and o\("y"\)\.model$/);
  assert.match(error.at, /^to\("x\.json"\);$/);
  assert.equal(error.related[0]?.line, error.place!.line - 1);
});

Deno.test("context() outside of a body", async () => {
  const error = await refusal(() => context());
  assert.equal(error.code, "no-context");
  assert.match(error.at, /^context\(/);
});

Deno.test("a file that isn't what it is read as: where it is malformed, as far as is known", async () => {
  await using project = await testProject();
  const pass = task((value: unknown) => value);
  Deno.writeTextFileSync(`${project.root}/bad.json`, '{\n  "a": nope\n}\n');
  const run = () => project.run(() => pass(readFuture("bad.json", { as: "json" })));
  await assert.rejects(run, (error: MerklError) => {
    assert.equal(error.code, "unreadable-input");
    assert.match(error.message, /^bad\.json can't be read as JSON: /);
    const { file, line } = error.place!;
    assert.deepEqual([file, line], [`${project.root}/bad.json`, 2]);
    return true;
  });
  Deno.writeFileSync(`${project.root}/bad.txt`, new Uint8Array([0xff, 0xfe, 0xfd]));
  await assert.rejects(project.run(() => pass(readFuture("bad.txt"))), {
    code: "unreadable-input",
    hint: 'If it is not UTF-8 text, read it with { as: "bytes" }',
  });
});

Deno.test("tasks that name each other in deps are refused, with the way round", async () => {
  const shared: unknown[] = [];
  const encode = task({ name: "encode", deps: [shared] }, (x: number) => x + 1);
  const decode = task({ name: "decode", deps: { encode } }, (x: number) => x - 1);
  shared.push(decode);
  const error = await refusal(() => decode(1));
  assert.equal(error.code, "dependency-cycle");
  assert.equal(error.message, "The deps of decode lead back to it: decode -> encode -> decode");
  // nothing is left behind of the refusal
  shared.pop();
  await using project = await testProject();
  assert.equal((await project.run(() => decode(encode(1)))).value, 1);
});

Deno.test("what a body throws is placed where it was thrown, with its task beside", async () => {
  const check = (x: number) => {
    throw new RangeError(`no ${x}`);
  };
  const failing = task({ hashKey: "failing" }, (x: number) => check(x));
  const error = await refusal(() => failing(3));
  assert.equal(error.code, "task-failed");
  assert.match(error.at, /^new RangeError/);
  assert.equal(error.related[0]?.label, "failing is defined here");
  const odd = task({ hashKey: "odd" }, () => {
    // deno-lint-ignore no-throw-literal -- what is tested
    throw "a text";
  });
  assert.equal(
    (await refusal(() => odd())).message,
    'odd() failed: it threw "a text", which is no Error',
  );
});

Deno.test("an output over what its value was made from is refused, and the file stays", async () => {
  await using project = await testProject();
  const path = `${project.root}/in.txt`;
  const trim = task((text: string) => text.trim());
  const ofPath = task((file: string) => Deno.readTextFileSync(file).trim());
  const ofRef = task(async (file: FileRef) => (await file.text()).trim());
  const ofOwn = task(async () => (await fileRef("in.txt").text()).trim());
  const wires = [
    () => trim(trim(readFuture("in.txt"))).to("in.txt"),
    () => trim(ofPath(pathFuture("in.txt"))).to(path),
    () => ofRef(fileRef("in.txt")).to("in.txt"),
    () => ofOwn().to("in.txt"),
    () => trim(readFuture("in.txt")).to("link.txt"),
    () => trim(readFuture("folder/in.txt")).to("in.txt"),
  ];
  Deno.symlinkSync("in.txt", `${project.root}/link.txt`);
  Deno.symlinkSync(".", `${project.root}/folder`);
  for (const wire of wires) {
    Deno.writeTextFileSync(path, " hi ");
    await assert.rejects(project.run(wire), { code: "output-is-input" });
    assert.equal(Deno.readTextFileSync(path), " hi ");
  }
  // what merkl wrote there itself may be written again
  await project.run(() => trim(" own ").to("own.txt"));
  await project.run(() => trim(readFuture("own.txt")).to("other.txt"));
  assert.equal(Deno.readTextFileSync(`${project.root}/other.txt`), "own");
});

Deno.test("a result is refused that was made from a file before the run wrote another value there", async () => {
  await using project = await testProject();
  const make = task((n: number) => `v${n}`);
  const read = task((text: string) => text.toUpperCase());
  const readRef = task(async (file: FileRef) => (await file.text()).toUpperCase());
  const wires = [
    (n: number) => [make(n).to("x.txt"), read(readFuture("x.txt"))],
    (n: number) => [read(readFuture("x.txt")), make(n).to("x.txt")],
    (n: number) => [readRef(fileRef("x.txt")), make(n).to("x.txt")],
    (n: number) => [read(Future.fromFile<string>("x.txt")), make(n).to("x.txt")],
  ];
  for (const wire of wires) {
    await project.run(() => make(1).to("x.txt"));
    assert.deepEqual((await project.run(() => wire(1))).value.toSorted(), ["V1", "v1"]);
    await assert.rejects(project.run(() => wire(2)), { code: "input-written" });
    assert.deepEqual((await project.run(() => wire(2))).value.toSorted(), ["V2", "v2"]);
  }
  // read after it was written, or written from what was read: that is of this run
  const after = async () => {
    await make(3).to("x.txt").eval();
    return [read(readFuture("x.txt"))];
  };
  assert.deepEqual((await project.run(after)).value, ["V3"]);
  const step = task((text: string) => `${text}.`);
  await project.run(() => make(4).to("state.txt"));
  for (const state of ["v4.", "v4.."]) {
    assert.equal(
      (await project.run(() => step(readFuture("state.txt")).to("state.txt"))).value,
      state,
    );
  }
});
