import assert from "node:assert/strict";
import { depsChanges } from "../../lib/run/deps_changes.ts";
import type { Change } from "../../lib/run/reason.ts";

type Dictionary = Record<string, string>;

const BEFORE: Dictionary = {
  "(body)": "b1",
  "helper": "h1",
  "lib/x.ts#other": "o1",
  "data/table.json": "t1",
  "images/": "i1",
  "npm:zod@4.1.0": "z1",
  "env HOME": "e1",
  "option version": "1",
  "option deps.parser": "p1",
  "depVersion deps.parser npm:acorn": "8.1.0 a1",
};

/** The changes to a dictionary in which some names have other hashes and some are gone. */
function changes(edit: Record<string, string | undefined>): Change[] {
  const now = Object.entries({ ...BEFORE, ...edit }).filter(([, hash]) => hash !== undefined);
  return depsChanges(JSON.stringify(BEFORE), JSON.stringify(Object.fromEntries(now)), "train");
}

Deno.test("each kind of dependency is named as people know it", () => {
  assert.deepEqual(changes({ "(body)": "b2" }), [{ kind: "code", name: "train" }]);
  assert.deepEqual(changes({ helper: "h2" }), [{ kind: "code", name: "helper" }]);
  assert.deepEqual(changes({ "lib/x.ts#other": "o2" }), [
    { kind: "code", name: "other (lib/x.ts)" },
  ]);
  assert.deepEqual(changes({ "data/table.json": "t2" }), [
    { kind: "input", name: "data/table.json" },
  ]);
  assert.deepEqual(changes({ "images/": "i2" }), [{ kind: "input", name: "images/" }]);
  assert.deepEqual(changes({ "env HOME": "e2" }), [{ kind: "env", name: "HOME" }]);
  assert.deepEqual(changes({ "option version": "2" }), [{ kind: "option", name: "version" }]);
});

Deno.test("packages are named with their versions, or alone if only what they depend on changed", () => {
  assert.deepEqual(changes({ "npm:zod@4.1.0": undefined, "npm:zod@4.2.0": "z2" }), [
    { kind: "package", name: "npm:zod", from: "4.1.0", to: "4.2.0" },
  ]);
  assert.deepEqual(changes({ "npm:zod@4.1.0": "z2" }), [{
    kind: "package",
    name: "npm:zod 4.1.0",
  }]);
});

Deno.test("of what depVersion() gave for deps the version is told, not that the option has changed", () => {
  const acorn = "depVersion deps.parser npm:acorn";
  assert.deepEqual(changes({ "option deps.parser": "p2", [acorn]: "8.2.0 a2" }), [
    { kind: "package", name: "depVersion of npm:acorn", from: "8.1.0", to: "8.2.0" },
  ]);
  // what acorn itself depends on
  assert.deepEqual(changes({ "option deps.parser": "p2", [acorn]: "8.1.0 a2" }), [
    { kind: "package", name: "depVersion of npm:acorn 8.1.0" },
  ]);
  assert.deepEqual(changes({ "option deps.parser": "p2" }), [
    { kind: "option", name: "deps.parser" },
  ]);
  assert.deepEqual(changes({ "option deps.parser": "p2", [acorn]: undefined }), [
    { kind: "option", name: "deps.parser" },
  ]);
});

Deno.test("what came or went is told only if nothing else changed; what was renamed never", () => {
  assert.deepEqual(changes({ "(body)": "b2", helper: undefined, added: "a1" }), [
    { kind: "code", name: "train" },
  ]);
  assert.deepEqual(changes({ added: "a1" }), [{ kind: "code", name: "added" }]);
  assert.deepEqual(changes({ helper: undefined, renamed: "h1", added: "a1" }), [
    { kind: "code", name: "added" },
  ]);
  assert.deepEqual(changes({ helper: undefined, renamed: "h1" }), [{
    kind: "code",
    name: "train",
  }]);
});
