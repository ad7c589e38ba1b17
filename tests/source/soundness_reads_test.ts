/** A read of the environment is refused or said, by whatever way the environment is reached. */

import assert from "node:assert/strict";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { analyze } from "./rig.ts";

const READ = 'Deno.env.get("X")';

/** Code that gives `K` a value of the environment. */
const CONSTANTS = [
  `const K = ${READ};`,
  'const env = Deno.env; const K = env.get("X");',
  'const D = Deno; const K = D.env.get("X");',
  'const { env } = Deno; const K = env.get("X");',
  "const { env: { X: K } } = process;",
  "const { X: K } = process.env;",
  "const p = process; const K = p.env.X;",
  'const g = globalThis as any; const K = g.Deno.env.get("X");',
  'const K = Reflect.get(globalThis, "Deno").env.get("X");',
  'const K = (globalThis as any)["Deno"]["env"].get("X");',
  'const K = (0, Deno.env).get("X");',
  'const K = Deno?.env?.get?.("X");',
  'const K = [Deno][0]!.env.get("X");',
  'const f = (d: any) => d.env.get("X"); const K = f(Deno);',
  'const f = (d: any = Deno) => d.env.get("X"); const K = f();',
  'const read = Deno.env.get.bind(Deno.env); const K = read("X");',
  `const it = { toString: () => ${READ}! }; const K = \`\${it}\`;`,
  `const it = { valueOf() { return ${READ}!; } }; const K = "" + (it as any);`,
  `const it = { *[Symbol.iterator]() { yield ${READ}; } }; const [K] = it;`,
  `const it = { get k() { return ${READ}; } }; const { k: K } = it;`,
  `function* gen() { yield ${READ}; } const [K] = gen();`,
  `const K = ((a = ${READ}) => a)();`,
  `const { z: K = ${READ} } = {} as any;`,
  `const tag = (_: TemplateStringsArray) => ${READ}; const K = tag\`a\`;`,
  `enum E { A = ${READ} ? 1 : 2 } const K = E.A;`,
  `class C { static K: any; static { C.K = ${READ}; } } const K = C.K;`,
];

for (const code of CONSTANTS) {
  Deno.test(`a constant from the environment is refused: ${code}`, async () => {
    await assert.rejects(analyze(`${code} task(() => K);`), (error) => {
      assert.ok(isMerklError(error), String(error));
      return error.code === "impure-constant";
    });
  });
}

const BODIES: readonly (readonly [body: string, ...said: string[]])[] = [
  ['const d = Deno; return d.env.get("X");', "env-read"],
  ["const p = process; return p.env.X;", "env-read"],
  ["const { env } = process; return env.X;", "env-read"],
  ["const { env: { X } } = process; return X;", "env-read"],
  ['return (0, eval)("1");', "eval"],
  ['return Reflect.get(globalThis, "X");', "global-read"],
  ["const g = globalThis as any; return g.X;", "global-read"],
  // what every run has is no read
  ["return typeof process !== 'undefined' && typeof Deno !== 'undefined';"],
  ["return typeof globalThis;"],
  ["const { version } = process; return version;"],
  ["const { readTextFile } = Deno; return readTextFile.name;"],
  ["return process.version + Deno.build.os;"],
  ["return 1 instanceof Function;"],
  // what is only printed is no part of a value
  ["console.log(new Date().toISOString(), Math.round(performance.now())); return 1;"],
  ["console.error(`${Date.now()} ms`, [1, Math.random()].join()); return 1;"],
  ["const log = (s: string) => console.log(`[${new Date().toISOString()}] ${s}`); log('a'); return 1;"],
  ["let at = 0; console.log(at = Date.now()); return at;", "clock-read"],
  ["const a: number[] = []; console.log(a.push(Date.now())); return a;", "clock-read"],
  [
    "const a: number[] = []; console.log([1].map(() => a[0] = Date.now())); return a;",
    "clock-read",
  ],
  ["const keep = (n: number) => n; console.log(keep(Date.now())); return 1;", "clock-read"],
  ["console.log(Deno.env.get('X')); return 1;", "env-read"],
  ["console.log(1); return Date.now();", "clock-read"],
  // of a Worker's module
  ["postMessage(typeof DedicatedWorkerGlobalScope);"],
];

for (const [body, ...codes] of BODIES) {
  Deno.test(`${codes.length > 0 ? "said" : "nothing is said"} of a body: ${body}`, async () => {
    const { warnings } = await analyze(`task(() => { ${body} });`);
    assert.deepEqual(warnings.map(({ code }) => code), codes);
  });
}

Deno.test("modules that createRequire() loads in a body are said, with the place", async () => {
  const text = 'import { createRequire } from "node:module";\n' +
    'task(() => createRequire(import.meta.url)("./x.cjs"));';
  const { warnings } = await analyze(text);
  assert.deepEqual(warnings.map(({ code, place }) => [code, place?.line, place?.column]), [
    ["computed-import", 3, 12],
  ]);
});
