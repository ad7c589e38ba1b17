/** What a class or factory gives away isn't run where a constant is made of it, but may be later. */

import assert from "node:assert/strict";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { analyze } from "./rig.ts";

const LOG = "task(() => { log.info('a'); });";
const OUT = "const out = (...all: unknown[]) => all;";
const CLOCK = "class Clock { now() { return Date.now(); } }";

/** Constants that tasks may use: their body's reads are said, as if they stood in the task. */
const TAKEN: readonly string[] = [
  `class Log { #all: string[] = []; constructor(readonly name: string) {} info(s: string) { this.#all.push(s, String(Date.now())); } } const log = new Log("a"); ${LOG}`,
  `class Log { info = (s: string) => out(Date.now(), s); } const log = new Log(); ${LOG}`,
  `class Base { stamp() { return Date.now(); } } class Log extends Base { info(s: string) { out(this.stamp(), s); } } const log = new Log(); ${LOG}`,
  `class Base { constructor(readonly n = 1) {} } class Log extends Base { constructor() { super(2); } info(s: string) { out(Date.now(), s); } } const log = new Log(); ${LOG}`,
  `const make = (n: string) => ({ info: (s: string) => out(n, Date.now(), s) }); const log = make("a"); ${LOG}`,
  `const make = (n: string) => Object.freeze({ info(s: string) { out(n, Date.now(), s); } }); const log = make("a"); ${LOG}`,
  `function make() { function info(s: string) { emit(s); } const emit = (s: string) => out(Date.now(), s); return { info, warn: (s: string) => emit(s) }; } const log = make(); ${LOG}`,
  `const make = () => () => Date.now(); const now = make(); task(() => now());`,
  `${CLOCK} const clock = new Clock(); const log = { info: () => clock.now() }; ${LOG}`,
  `${CLOCK} const now = () => Date.now(); class Log { info() { return now(); } } const log = new Log(); ${LOG}`,
];

/** Constants for which something that reads the clock is run. */
const REFUSED: readonly string[] = [
  `class Log { at = Date.now(); info() {} } const log = new Log(); ${LOG}`,
  `class Log { at; constructor() { this.at = Date.now(); } info() {} } const log = new Log(); ${LOG}`,
  `class Log { at; constructor() { this.at = this.now(); } now() { return Date.now(); } info() {} } const log = new Log(); ${LOG}`,
  `class Base { at; constructor() { this.at = this.now(); } now() { return 1; } } class Log extends Base { override now() { return Date.now(); } info() {} } const log = new Log(); ${LOG}`,
  `const keep = (o: any) => o.now(); class Log { at; constructor() { this.at = keep(this); } now() { return Date.now(); } info() {} } const log = new Log(); ${LOG}`,
  `function make() { function now() { return Date.now(); } const at = now(); return { now, at, info() {} }; } const log = make(); ${LOG}`,
  `const make = () => [1].map(() => Date.now()); const K = make(); task(() => K);`,
  `${CLOCK} const K = new Clock().now(); task(() => K);`,
  `${CLOCK} const clock = new Clock(); const K = clock.now(); task(() => K);`,
  `${CLOCK} const clock = new Clock(); const K = [clock].map((c) => c.now()); task(() => K);`,
  `${CLOCK} const use = (c: Clock) => c.now(); const clock = new Clock(); const K = use(clock); task(() => K);`,
  `${CLOCK} const clock = new Clock(); const K: number[] = []; K.push(clock.now()); task(() => K);`,
  `class At { toString() { return String(Date.now()); } } const at = new At(); const K = \`\${at}\`; task(() => K);`,
  `class At { get now() { return Date.now(); } } const at = new At(); const K = at.now; task(() => K);`,
  `const make = () => ({ now: () => Date.now() }); const { now } = make(); const K = now(); task(() => K);`,
  `const make = () => () => Date.now(); const K = make()(); task(() => K);`,
];

for (const text of TAKEN) {
  Deno.test(`a constant is taken, and its reads are said: ${text}`, async () => {
    const { warnings } = await analyze(`${OUT} ${text}`);
    assert.deepEqual(warnings.map(({ code }) => code), ["clock-read"]);
  });
}

for (const text of REFUSED) {
  Deno.test(`a constant is refused: ${text}`, async () => {
    await assert.rejects(analyze(text), (error) => {
      assert.ok(isMerklError(error), String(error));
      return error.code === "impure-constant";
    });
  });
}

Deno.test("a private name is no name of a variable", async () => {
  const text = "class A { #p = 1; static has(o: any) { return #p in o; } } task(() => A.has(1));";
  assert.deepEqual((await analyze(text)).warnings, []);
  assert.equal(
    (await analyze(`const p = 1; ${text}`)).codeHash,
    (await analyze(`const p = 2; ${text}`)).codeHash,
  );
});

Deno.test("the refusal of an environment variable names the option that declares it", async () => {
  await assert.rejects(
    analyze(`const DEBUG = !!Deno.env.get("DEBUG"); task(() => DEBUG);`),
    (error) => isMerklError(error) && error.hint!.includes('`deps: [DEBUG]` or `env: ["DEBUG"]`'),
  );
});
