/** Nothing is said of a variable in which a task's own function remembers what it has computed. */

import assert from "node:assert/strict";
import { type Edit, testEdits } from "./edit_rig.ts";
import { analyze } from "./rig.ts";

const LOAD = "let m: any; const load = (w = 3) => ({ w });";
const USE = "const t = task((x: number) => model().w + x);";

/** How a function remembers. */
const REMEMBERED: readonly string[] = [
  `${LOAD} const model = () => m ??= load(); ${USE}`,
  `${LOAD} const model = () => m ||= load(); ${USE}`,
  `${LOAD} const model = () => m || (m = load()); ${USE}`,
  `${LOAD} function model() { if (!m) m = load(); return m; } ${USE}`,
  `${LOAD} function model() { if (m == null) { const it = load(); m = it; } return m; } ${USE}`,
  `${LOAD} function model() { if (m === undefined) { m = load(); } return m; } ${USE}`,
  `${LOAD} function model() { if (m) return m; m = load(); return m; } ${USE}`,
  `${LOAD} function model() { if (m !== undefined) { return m; } return m = load(); } ${USE}`,
  `${LOAD.replace("m: any", "m: any = null")} const model = () => m ??= load(); ${USE}`,
  `${LOAD} const t = task((x: number) => (m ??= load()).w + x);`,
  `${LOAD} async function model() { return m ??= await Promise.resolve(load()); } const t = task(async (x: number) => (await model()).w + x);`,
];

/** Functions whose variable may hold something else. */
const SAID: readonly string[] = [
  `${LOAD} const model = (w = 3) => m ??= load(w); ${USE}`,
  `${LOAD} function model() { let w = 1; w++; return m ??= load(w); } ${USE}`,
  `${LOAD} const model = () => m = load(); ${USE}`,
  `${LOAD} function model() { if (m) m = load(); return m ?? load(); } ${USE}`,
  `${LOAD} function model() { if (!m) load(); else m = load(); return m ?? load(); } ${USE}`,
  `${LOAD} const model = () => m ??= load(); export const set = (to: any) => { m = to; }; ${USE}`,
  `${LOAD} export const init = () => { m ??= load(); }; task(() => m);`,
  `${LOAD.replace("m: any", "m: any = { w: 1 }")} const model = () => m ??= load(); ${USE}`,
  `${LOAD} class Box { w = 3; model() { return m ??= this; } } const t = task(() => new Box().model().w);`,
];

const said = async (text: string) => (await analyze(text)).warnings.map(({ code }) => code);

for (const text of REMEMBERED) {
  Deno.test(`nothing is said of ${text}`, async () => assert.deepEqual(await said(text), []));
}
for (const text of SAID) {
  Deno.test(`it is said of ${text}`, async () => {
    assert.deepEqual(await said(text), ["assigned-variable"]);
  });
}

testEdits(REMEMBERED.map((text): Edit => [`in ${text}`, text, "w = 3", "w = 4"]));
