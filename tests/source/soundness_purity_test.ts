/** Module constants whose values come from outside are refused, however they are read. */

import assert from "node:assert/strict";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { analyze, withImport } from "./rig.ts";

async function outcome(text: string, body = "x"): Promise<string> {
  try {
    const before = (folder: string) =>
      Deno.writeTextFileSync(`${folder}/main.ts`, withImport(`${text} task(() => ${body});`));
    // Packages need not be there: what they are imported for isn't run.
    const loaded = withImport(`const x = 0; task(() => ${body});`);
    await analyze({ "main.ts": loaded }, {
      before,
      versions: { pkg: "1.0.0", "read-pkg": "1.0.0" },
    });
    return "taken";
  } catch (error) {
    assert.ok(isMerklError(error), String(error));
    return error.code;
  }
}

const REFUSED: readonly (readonly [string, string])[] = [
  [
    "a callback that calls a function that reads",
    `const load = (p: string) => Deno.readTextFileSync(p); const x = ["d"].map((p) => load(p));`,
  ],
  [
    "a function called at once",
    `const load = (p: string) => Deno.readTextFileSync(p); const x = (() => load("d"))();`,
  ],
  [
    "node:fs in a callback",
    `import { readFileSync } from "node:fs"; const x = ["d"].map((p) => readFileSync(p, "utf8"));`,
  ],
  [
    "node:fs handed over by name",
    `import { readFileSync } from "node:fs"; const x = ["d"].map(readFileSync);`,
  ],
  [
    "a namespace of node:fs in a callback",
    `import * as fs from "node:fs"; const x = ["d"].map((p) => fs.readFileSync(p, "utf8"));`,
  ],
  [
    "node:fs as default in a callback",
    `import fs from "node:fs"; const x = ["d"].map((p) => fs.readFileSync(p, "utf8"));`,
  ],
  ["a getter", `const cfg = { get r() { return Deno.readTextFileSync("d"); } }; const x = cfg.r;`],
  [
    "a getter that is taken apart",
    `const cfg = { get r() { return Deno.readTextFileSync("d"); } }; const { r: x } = cfg;`,
  ],
  [
    "a package's function that reads",
    `import { readJsonSync } from "npm:pkg"; const x = readJsonSync("x");`,
  ],
  ["a member of a package that reads", `import p from "npm:pkg"; const x = p.readJsonSync("x");`],
  ["a member of a package's namespace", `import * as p from "npm:pkg"; const x = p.loadAll();`],
  ["a package that is named for reading", `import pkg from "npm:read-pkg"; const x = pkg();`],
  [
    "a package's function in a callback",
    `import { fetchIt } from "npm:pkg"; const x = [1].map((n) => fetchIt(n));`,
  ],
  [
    "a package's function in a function",
    `import p from "npm:pkg"; const f = () => p.getEnv("A"); const x = f();`,
  ],
  [
    "a package's function by name",
    `import { loadOne } from "npm:pkg"; const x = [1].map(loadOne);`,
  ],
  [
    "a function in an object that is handed over",
    `const use = (o: any) => o.f(); const x = use({ f: () => Deno.readTextFileSync("d") });`,
  ],
  [
    "a function by name in an object",
    `const f = () => Deno.readTextFileSync("d"); const use = (o: any) => o.f(); const x = use({ f });`,
  ],
  [
    "an object of functions that is handed over",
    `const o = { f: () => Deno.readTextFileSync("d") }; const use = (o: any) => o.f(); const x = use(o);`,
  ],
  [
    "a callback that calls a task",
    `const one = task((n: number) => n); const x = [1].map((n) => one(n));`,
  ],
  [
    "a change by a function that reads",
    `const x: any = {}; const fill = () => { x.a = Deno.readTextFileSync("d"); }; fill();`,
  ],
];

for (const [what, text] of REFUSED) {
  Deno.test(`a module constant is refused that comes from ${what}`, async () => {
    assert.equal(await outcome(text), "impure-constant");
    assert.equal(await outcome(text, "1"), "taken");
  });
}

const TAKEN: readonly (readonly [string, string])[] = [
  [
    "a schema of a package",
    `import { z } from "npm:pkg"; const x = z.object({ a: z.string().min(1) }).transform((o) => o.a);`,
  ],
  ["a class of a package", `import { Model } from "npm:pkg"; const x = new Model({ a: [1] });`],
  [
    "callbacks that compute",
    `const f = (n: number) => n + 1; const x = [1].map((n) => f(n)).filter(Boolean);`,
  ],
  ["node:path", `import { join } from "node:path"; const x = ["a"].map((p) => join(p, "b"));`],
  ["a getter that computes", `const cfg = { a: 1, get r() { return this.a; } }; const x = cfg.r;`],
  [
    "a task whose body reads",
    `const one = task((p: string) => Deno.readTextFileSync(p)); const x = { one };`,
  ],
  [
    "a function that reads when it's called later",
    `import { loadOne } from "npm:pkg"; const x = () => loadOne(1);`,
  ],
];

for (const [what, text] of TAKEN) {
  Deno.test(`a module constant is taken that comes from ${what}`, async () => {
    assert.equal(await outcome(text), "taken");
  });
}
