/**
 * What a body can call of what it is given: methods of instances count with the code of their class,
 * whatever these say that they are hashed by.
 */

import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { tempProject } from "../support/temp_project.ts";
import { type Edit, runOnce, testEdits } from "./edit_rig.ts";

const HASH = '[Symbol.for("merkl.hash")]() { return this.w; }';
const NEW = "constructor(readonly w: number) {}";
const MODEL = `class Model { ${NEW} ${HASH} predict(x: number) { return this.w * x + 0; } }`;
const USE = "const t = task((m: any, x: number) => m.predict(x));";
const CALL = "export default () => t(new Model(2), 3);";
const FROM = "x + 0";
const TO = "x + 1";

const EDITS: readonly Edit[] = [
  ["method of an argument", `${MODEL} ${USE} ${CALL}`, FROM, TO],
  [
    "method of an instance in an argument",
    `${MODEL} const t = task((list: any) => list[0].m.predict(3)); export default () => t([{ m: new Model(2) }]);`,
    FROM,
    TO,
  ],
  [
    "what a method uses, in another file",
    {
      "p.ts": `import { Model } from "./model.ts"; ${USE} ${CALL}`,
      "model.ts":
        `import { f } from "./f.ts"; export class Model { ${NEW} ${HASH} predict(x: number) { return f(this.w * x); } }`,
      "f.ts": "export const f = (x: number) => x + 0;",
    },
    FROM,
    TO,
  ],
  [
    "method that is added to one of two classes of the same text",
    {
      "c.ts":
        `const sym = Symbol.for("merkl.hash"); export class Root { [sym]() { return 1; } } export class Ext { [sym]() { return 1; } } Object.defineProperty(Ext.prototype, "go", { value: () => 40 });`,
      "p.ts":
        `import * as c from "./c.ts"; const t = task((m: any) => m.go?.() ?? 0); export default async () => [await t(new c.Ext()).eval(), await t(new c.Root()).eval()];`,
    },
    "=> 40",
    "=> 41",
  ],
  [
    "method that is added to one of two classes of the same text that give their name themselves",
    {
      "c.ts":
        `const sym = Symbol.for("merkl.hash"); export class Root { static name = "Root"; [sym]() { return 1; } } export class Ext { static name = "Root"; [sym]() { return 1; } } Object.defineProperty(Ext.prototype, "go", { value: () => 40 });`,
      "p.ts":
        `import * as c from "./c.ts"; const t = task((m: any) => m.go()); export default () => t(new c.Ext());`,
    },
    "=> 40",
    "=> 41",
  ],
  [
    "class whose instance another module makes",
    {
      "p.ts": `import { make } from "./make.ts"; ${USE} export default () => t(make(2), 3);`,
      "make.ts":
        'import { Model } from "./model.ts"; export const make = (w: number) => new Model(w);',
      "model.ts": `export ${MODEL}`,
    },
    FROM,
    TO,
  ],
  [
    "method of a base class",
    `class Base { ${NEW} predict(x: number) { return this.w * x + 0; } } class Model extends Base { ${HASH} } ${USE} ${CALL}`,
    FROM,
    TO,
  ],
  [
    "method of a mixin",
    `const Mix = (B: any) => class extends B { predict(x: number) { return (this as any).w * x + 0; } }; class Base { ${NEW} ${HASH} } class Model extends Mix(Base) {} ${USE} ${CALL}`,
    FROM,
    TO,
  ],
  [
    "method of a class that extends Map",
    `class Model extends Map<string, number> { [Symbol.for("merkl.hash")]() { return [...this]; } predict(x: number) { return this.get("a")! * x + 0; } } ${USE} export default () => t(new Model([["a", 2]]), 3);`,
    FROM,
    TO,
  ],
  [
    "private method behind a getter",
    'class Model { #w: number; constructor(w: number) { this.#w = w; } [Symbol.for("merkl.hash")]() { return this.#w; } get p() { return this.#q(); } #q() { return this.#w + 0; } } const t = task((m: any) => m.p); export default () => t(new Model(2));',
    "#w + 0",
    "#w + 1",
  ],
  [
    "method that is put on the prototype",
    `class Model { ${NEW} ${HASH} } (Model.prototype as any).predict = function (x: number) { return this.w * x + 0; }; ${USE} ${CALL}`,
    FROM,
    TO,
  ],
  [
    "method on the prototype of a function",
    `function Model(this: any, w: number) { this.w = w; } Model.prototype = { constructor: Model, ${HASH}, predict(x: number) { return this.w * x + 0; } }; ${USE} export default () => t(new (Model as any)(2), 3);`,
    FROM,
    TO,
  ],
  [
    "method of an object literal",
    `const make = (w: number) => ({ w, ${HASH}, predict(x: number) { return this.w * x + 0; } }); ${USE} export default () => t(make(2), 3);`,
    FROM,
    TO,
  ],
  [
    "method of a made prototype",
    `const proto = { ${HASH}, predict(x: number) { return (this as any).w * x + 0; } }; ${USE} export default () => t(Object.assign(Object.create(proto), { w: 2 }), 3);`,
    FROM,
    TO,
  ],
  [
    "method of an instance in deps",
    `${MODEL} const model = new Model(2); const t = task({ deps: { model } }, (x: number) => model.predict(x));`,
    FROM,
    TO,
  ],
  [
    "method of a captured constant",
    `${MODEL} const model = new Model(2); const t = task((x: number) => model.predict(x));`,
    FROM,
    TO,
  ],
  [
    "method of an argument with a serializer of its own",
    `class Model { ${NEW} predict(x: number) { return this.w * x + 0; } } const t = task({ argSerializers: { m: (m: any) => m.w } }, (m: any, x: number) => m.predict(x)); ${CALL}`,
    FROM,
    TO,
  ],
  [
    "method of what a task gives by a serializer of its own",
    `class Model { ${NEW} predict(x: number) { return this.w * x + 0; } }
     const models = { name: "model", version: 1, dumps: (m: Model) => new TextEncoder().encode(String(m.w)), loads: (bytes: Uint8Array) => new Model(Number(new TextDecoder().decode(bytes))) };
     const train = task({ serializer: models }, (w: number) => new Model(w)); ${USE} export default () => t(train(2), 3);`,
    FROM,
    TO,
  ],
  [
    "method of what is in a list, by a serializer of its own",
    `class Model { ${NEW} predict(x: number) { return this.w * x + 0; } }
     const models = { name: "models", version: 1, dumps: (m: any) => new TextEncoder().encode(String(m[0].at.get("a").w)), loads: (bytes: Uint8Array) => [{ at: new Map([["a", new Model(Number(new TextDecoder().decode(bytes)))]]) }] };
     const train = task({ serializer: models }, (w: number) => [{ at: new Map([["a", new Model(w)]]) }]); const t = task((list: any) => list[0].at.get("a").predict(3)); export default () => t(train(2));`,
    FROM,
    TO,
  ],
  [
    "class as argument",
    "class Model { predict(x: number) { return x + 0; } } const t = task((C: any) => new C().predict(3)); export default () => t(Model);",
    FROM,
    TO,
  ],
  [
    "class in deps",
    "const make = () => class { predict(x: number) { return x + 0; } }; const Model = make(); const t = task({ deps: { Model } }, (x: number) => new Model().predict(x));",
    FROM,
    TO,
  ],
  [
    "property of a function, given to it while the program runs",
    "const scale = (k: number) => { const f: any = (x: number) => x * f.k; f.k = k; return f; }; const t = task((f: any) => f(1)); export default () => t(scale(2));",
    "scale(2)",
    "scale(3)",
  ],
  [
    "property of a function in deps",
    "const f: any = Object.assign((x: number) => x, { k: { deep: 1 }, g: (x: number) => x }); f.self = f; const t = task({ deps: { f } }, (x: number) => f.k.deep + x);",
    "deep: 1",
    "deep: 2",
  ],
  [
    "function that is a property of a function",
    "const f: any = Object.assign((x: number) => x, { g: (x: number) => x + 0 }); const t = task((h: any) => h.g(1)); export default () => t(f);",
    FROM,
    TO,
  ],
  [
    "class of a function, that is handed to others",
    `const t = task((C: any) => new C().predict(3)); const call = (C: any) => t(C); const f = () => { class Model { predict(x: number) { return x + 0; } } return call(Model); }; export default () => f();`,
    FROM,
    TO,
  ],
  [
    "class of a function, by an instance that is handed to others",
    `${USE} const call = (m: any) => t(m, 3); const f = () => { ${MODEL} const m = new Model(2); return call(m); }; export default () => f();`,
    FROM,
    TO,
  ],
  [
    "one of two classes with a name, told apart by their methods",
    {
      "p.ts": `import { Model } from "./a.ts"; import "./b.ts"; ${USE} ${CALL}`,
      "a.ts": `export ${MODEL}`,
      "b.ts": `export class Model { ${NEW} ${HASH} predict(x: number) { return this.w * x * 9; } }`,
    },
    FROM,
    TO,
  ],
];

testEdits(EDITS);

/** Pipelines of which an edit changes nothing that the task can see. */
const UNSEEN: readonly (readonly [name: string, text: string, from: string, to: string])[] = [
  ["another class", `class Other { k = 0; } ${MODEL} ${USE} ${CALL} void Other;`, "k = 0", "k = 1"],
  ["where a class stands", `${MODEL} ${USE} ${CALL} /* here */`, MODEL, `\n\n${MODEL}`],
  [
    "what an argument counts by besides",
    'class Db { k = 1; [Symbol.for("merkl.hash")]() { return "db"; } } const t = task((m: any) => m.k * 0 + Math.random()); export default (n = 5) => { const db = new Db(); db.k = n; return t(db); };',
    "n = 5",
    "n = 6",
  ],
];

for (const [name, text, from, to] of UNSEEN) {
  Deno.test(`an edit changes no key: ${name}`, async () => {
    const cache = new MemoryCache();
    const counted = text.replace("=> m.predict(x)", "=> m.predict(x) + Math.random()");
    const before = await runOnce({ "p.ts": counted }, cache);
    assert.notEqual(counted.replace(from, to), counted);
    assert.equal(await runOnce({ "p.ts": counted.replace(from, to) }, cache), before);
  });
}

async function refused(text: string): Promise<string> {
  try {
    await runOnce({ "p.ts": text }, new MemoryCache());
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    return `${error.code}: ${error.message}\n${error.hint}`;
  }
  throw new Error("it isn't refused");
}

Deno.test("a class that can't be told from its text is refused, with its name", async () => {
  const mixed =
    `const mix = (Base: any) => class Mixed extends Base { p() { return 1; } }; class Base { ${NEW} ${HASH} } const Model = mix(Base); ${USE} ${CALL}`;
  assert.match(
    await refused(mixed),
    /^captured-variable: .*an instance of the class Mixed, .*captures "Base", a parameter/,
  );
  const twins =
    `const k = () => { const w = 1; return class Model { ${NEW} ${HASH} predict(x: number) { return x + w; } }; }; const l = () => { const w = 2; return class Model { ${NEW} ${HASH} predict(x: number) { return x + w; } }; }; const Model = k(); void l; ${USE} ${CALL}`;
  assert.match(
    await refused(twins),
    /^ambiguous-function: .*an instance of the class Model, .*\n.*name that no other class/,
  );
});

Deno.test("a class whose source can't be found counts by its own text, which is said", async () => {
  const pipeline = (extra: string) => `
    import { task } from "@merkl/merkl";
    const Model = new Function(\`return class Model {
      [Symbol.for("merkl.hash")]() { return 1; }
      predict(x) { return x + ${extra}; }
    }\`)();
    const t = task((m: { predict(x: number): number }) => m.predict(1));
    export default () => t(new Model());
  `;
  await using project = tempProject({ files: { "p.ts": pipeline("1") } });
  const first = await project.run(["run", "p.ts"]);
  assert.equal(first.stdout, "2\n", first.stderr);
  assert.match(first.stderr, /warning: The source of the class Model can't be found/);
  project.write("p.ts", pipeline("2"));
  assert.equal((await project.run(["run", "p.ts"])).stdout, "3\n");
});

Deno.test("the class of an instance is found in whatever module of the program has it", async () => {
  const model = (k: number) =>
    `export class Model {
    ${HASH} w = 2;
    predict(x: number) { return this.w * x * ${k}; }
  }`;
  await using project = tempProject({
    files: {
      "p.ts": `
        import { task } from "@merkl/merkl";
        const predict = task((m: { predict(x: number): number }) => m.predict(3));
        export default async () => {
          const { Model } = await import("./plugins/" + ["a.ts"].join());
          return predict(new Model());
        };
      `,
      "plugins/a.ts": model(1),
    },
  });
  const first = await project.run(["run", "p.ts"]);
  assert.equal(first.stdout, "6\n");
  assert.doesNotMatch(first.stderr, /warning/);
  project.write("plugins/a.ts", model(2));
  assert.equal((await project.run(["run", "p.ts"])).stdout, "12\n");
});

Deno.test("a class of the same text with another name isn't taken for one of a module that isn't imported by name", async () => {
  const model = (name: string) =>
    `class ${name} { ${HASH} w = 2; predict(x: number) { return this.w * x * K; } }`;
  const plugin = (k: number) => `const K = ${k}; export ${model("Model")}`;
  await using project = tempProject({
    files: {
      "p.ts": `
        import { task } from "@merkl/merkl";
        const K = 5;
        ${model("Other")}
        const predict = task((m: { predict(x: number): number }) => m.predict(3));
        export default async () => {
          const { Model } = await import("./plugins/" + ["a.ts"].join());
          void Other;
          return predict(new Model());
        };
      `,
      "plugins/a.ts": plugin(1),
    },
  });
  assert.equal((await project.run(["run", "p.ts"])).stdout, "6\n");
  project.write("plugins/a.ts", plugin(2));
  assert.equal((await project.run(["run", "p.ts"])).stdout, "12\n");
});

Deno.test("what a function or class that is an argument reads of its surroundings is said", async () => {
  const pipeline = `
    import { task } from "@merkl/merkl";
    class Model {
      [Symbol.for("merkl.hash")]() { return 1; }
      predict() { return Math.random(); }
    }
    const call = task((f: () => unknown) => f());
    const predict = task((m: Model) => m.predict());
    export default () => [call(() => Deno.env.get("X")), predict(new Model())];
  `;
  await using project = tempProject({ files: { "p.ts": pipeline } });
  const { stderr } = await project.run(["run", "p.ts"]);
  assert.match(stderr, /warning: p\.ts:9:38 Deno\.env\.get\("X"\) is read/);
  assert.match(stderr, /warning: p\.ts:5:26 Math\.random\(\) is read/);
});

Deno.test("a graph with an instance as argument isn't kept, which is an error with the way out", async () => {
  await using project = tempProject({
    files: {
      "p.ts": `
        import { pipeline, task } from "@merkl/merkl";
        ${MODEL} ${USE}
        export default pipeline(() => t(new Model(2), 3));
      `,
    },
  });
  const { code, stderr } = await project.run(["run", "p.ts"]);
  assert.equal(code, 1);
  assert.match(stderr, /an argument is no plain data \(args\[0\] is an instance of Model/);
});
