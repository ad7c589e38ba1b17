import assert from "node:assert/strict";
import schema from "../../docs/merkl.schema.json" with { type: "json" };
import type { MerklError } from "../../lib/error/merkl_error.ts";
import { type Config, readConfig } from "../../lib/project/config.ts";
import { keySpan } from "../../lib/project/json_keys.ts";
import { SETTING_NAMES, SETTINGS, variableOf } from "../../lib/project/settings.ts";
import { type AbsPath, absPath } from "../../lib/util/path.ts";

function configOf(files: Record<string, string>, env: Record<string, string> = {}): Config {
  const root = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      Deno.writeTextFileSync(`${root}/${name}`, text);
    }
    const config = readConfig({ root: root as AbsPath, cwd: absPath("/elsewhere"), env });
    return {
      ...config,
      cache: config.cache && config.cache.replace(root, "ROOT").replaceAll("\\", "/") as AbsPath,
    };
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function refusal(files: Record<string, string>, env?: Record<string, string>): MerklError {
  try {
    configOf(files, env);
  } catch (error) {
    return error as MerklError;
  }
  throw new Error("it was not refused");
}

const MODES = { local: true, readRemote: true, writeRemote: true };

const DEFAULTS = {
  jobs: 1,
  keepGoing: false,
  cache: "ROOT/.merkl",
  remote: null,
  modes: MODES,
  verbosity: "normal",
  gc: null,
};

Deno.test("without a file the defaults hold, which are the schema's", () => {
  assert.deepEqual(configOf({}), DEFAULTS);
  assert.deepEqual(configOf({ "deno.json": `{ "name": "merkl" }` }), DEFAULTS);
  for (const empty of ["", " \n", "{}"]) {
    assert.deepEqual(configOf({ "merkl.json": empty }), DEFAULTS);
  }
  for (const name of SETTING_NAMES) {
    assert.equal(schema.properties[name].default, SETTINGS[name].default, name);
  }
});

Deno.test("settings are in merkl.json, or in deno.json under merkl, with comments", () => {
  const settings = `{ "$schema": "x", "jobs": 4, /* all */ "keepGoing": true, "cache": "c", }`;
  const expected = { ...DEFAULTS, jobs: 4, keepGoing: true, cache: "ROOT/c" };
  assert.deepEqual(configOf({ "merkl.json": settings }), expected);
  assert.deepEqual(configOf({ "deno.jsonc": `{ "merkl": ${settings} }` }), expected);
  assert.equal(configOf({ "merkl.json": `{ "cache": null }` }).cache, null);
});

Deno.test("the environment is stronger than the file; its paths start where the user stands", () => {
  const file = { "merkl.json": `{ "jobs": 4, "keepGoing": true, "cache": "c" }` };
  const env = {
    MERKL_JOBS: "2",
    MERKL_KEEP_GOING: "0",
    MERKL_CACHE: "d",
    MERKL_VERBOSITY: "quiet",
  };
  assert.deepEqual(configOf(file, env), {
    jobs: 2,
    keepGoing: false,
    cache: absPath("/elsewhere/d"),
    remote: null,
    modes: MODES,
    verbosity: "quiet",
    gc: null,
  });
  assert.equal(configOf(file, { MERKL_CACHE: "none" }).cache, null);
  assert.equal(configOf(file, { MERKL_JOBS: "" }).jobs, 4);
});

Deno.test("limits of the cache are sizes and times as people write them", () => {
  const file = (gc: unknown) => configOf({ "merkl.json": JSON.stringify({ gc }) }).gc;
  const [maxBytes, maxAge] = [1e10, 30 * 86_400_000];
  assert.deepEqual(file({ maxSize: "10GB", maxAge: "30d" }), { maxBytes, maxAge });
  assert.deepEqual(file({ maxAge: "30 days" }), { maxAge });
  assert.equal(file(null), null);
  for (
    const wrong of [{}, { maxSize: 5 }, { maxSize: "30d" }, { maxAge: "x" }, { max: "1GB" }, 1]
  ) {
    const error = refusal({ "merkl.json": JSON.stringify({ gc: wrong }) });
    assert.equal(error.code, "bad-setting");
  }
  const variable = (MERKL_GC: string) => configOf({}, { MERKL_GC }).gc;
  assert.deepEqual(variable("10GB, 30d"), { maxBytes, maxAge });
  assert.deepEqual(variable("30d"), { maxAge });
  assert.equal(variable("none"), null);
  assert.match(
    refusal({}, { MERKL_GC: "much" }).message,
    /^MERKL_GC expects "10GB", "30d" or both/,
  );
});

Deno.test("unknown settings are refused with the nearest name, file and line", () => {
  const own = refusal({ "merkl.json": `{\n  "jobs": 1,\n  "keepgoing": true\n}` });
  assert.equal(own.code, "unknown-setting");
  assert.equal(own.name, "UsageError");
  assert.match(own.message, /^There is no setting keepgoing; did you mean keepGoing\?$/);
  assert.match(own.place!.file, /merkl\.json$/);
  assert.deepEqual([own.place!.line, own.place!.column, own.place!.endColumn], [3, 3, 14]);
  const shared = refusal({ "deno.json": `{ "jobz": 1,\n "merkl": {\n "jobz": 1 } }` });
  assert.deepEqual([shared.code, shared.place!.line], ["unknown-setting", 3]);
  const variable = refusal({}, { MERKL_JOBZ: "1" });
  assert.match(variable.message, /^There is no setting MERKL_JOBZ; did you mean MERKL_JOBS\?$/);
  assert.deepEqual(configOf({}, { MERKL_BIN: "x", MERKLE: "y" }), DEFAULTS);
});

Deno.test("values of the wrong kind are refused, naming what is expected", () => {
  const own = refusal({ "merkl.json": `{ "jobs": "4" }` });
  assert.equal(own.code, "bad-setting");
  assert.equal(own.message, `jobs expects a whole number of at least 1, but was given "4"`);
  assert.equal(own.place!.column, 3);
  const variable = refusal({}, { MERKL_KEEP_GOING: "perhaps" });
  assert.equal(variable.message, `MERKL_KEEP_GOING expects true or false, but was given "perhaps"`);
  assert.match(refusal({ "merkl.json": "[]" }).message, /expects an object of settings.* a list$/);
  assert.match(refusal({ "deno.json": `{ "merkl": 1 }` }).message, /^"merkl" expects an object/);
});

Deno.test("a malformed file is refused with the place; settings in two files are refused", () => {
  const own = refusal({ "merkl.json": `{\n  "jobs" 1 }` });
  assert.deepEqual([own.code, own.place!.line], ["malformed-settings", 2]);
  assert.equal(refusal({ "deno.json": `{ "merkl": {}` }).code, "malformed-config");
  const two = refusal({ "merkl.json": "{}", "deno.json": `{ "merkl": {} }` });
  assert.deepEqual([two.code, two.place!.column], ["two-configs", 3]);
});

Deno.test("the schema and the code know the same settings and take the same values", () => {
  assert.deepEqual(Object.keys(schema.properties), ["$schema", ...SETTING_NAMES]);
  const values: unknown[] = [
    0,
    1,
    2,
    -1,
    1.5,
    "",
    "1",
    "x",
    "quiet",
    "verbose",
    true,
    false,
    null,
    [],
    {},
  ]
    .concat(["10GB", "1.5 gib", "7", "30d", "2 weeks", "5m", "x"].flatMap((text) => [
      ...[{ maxSize: text }, { maxAge: text }, { maxSize: "1GB", maxAge: text }, { max: text }],
    ]));
  for (const name of SETTING_NAMES) {
    for (const value of values) {
      const taken = SETTINGS[name].fromJson(value) !== undefined;
      assert.equal(
        taken,
        satisfies(value, schema.properties[name]),
        `${name}: ${JSON.stringify(value)}`,
      );
    }
  }
});

Deno.test("each setting has a variable of its name", () => {
  assert.deepEqual(SETTING_NAMES.map(variableOf), [
    "MERKL_JOBS",
    "MERKL_KEEP_GOING",
    "MERKL_CACHE",
    "MERKL_REMOTE",
    "MERKL_VERBOSITY",
    "MERKL_GC",
  ]);
});

Deno.test("a key is found wherever it stands, not in comments or strings", () => {
  const text = `{ "a": "\\"b\\": 1", // "b": 2\n "c": [{ "b": 3 }], "b": { "b": 4 } }`;
  const at = (...path: string[]) => keySpan(text, path)?.[0];
  assert.equal(at("b"), text.indexOf(`"b": {`));
  assert.equal(at("b", "b"), text.indexOf(`"b": 4`));
  assert.equal(at("a", "b"), undefined);
});

/** As much of JSON Schema as the settings need. */
function satisfies(value: unknown, rule: object): boolean {
  const { type, minimum, minLength, enum: one, pattern, properties, minProperties } = rule as {
    type?: string | string[];
    pattern?: string;
    properties?: Record<string, object>;
    minProperties?: number;
    minimum?: number;
    minLength?: number;
    enum?: unknown[];
  };
  if (one !== undefined && !one.includes(value)) return false;
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const kinds = Number.isInteger(value) ? [kind, "integer"] : [kind];
  if (type !== undefined && ![type].flat().some((each) => kinds.includes(each))) return false;
  if (typeof value === "number" && minimum !== undefined && value < minimum) return false;
  if (kind === "object" && properties !== undefined) {
    const entries = Object.entries(value as object);
    return entries.length >= minProperties! &&
      entries.every(([key, one]) => key in properties && satisfies(one, properties[key]!));
  }
  if (typeof value !== "string") return true;
  return value.length >= (minLength ?? 0) && (pattern === undefined || RegExp(pattern).test(value));
}

Deno.test("modes of the cache and its folder are two things, the last word counts of each", () => {
  const local = { local: true, readRemote: false, writeRemote: false };
  const modesOf = (cache: string) => configOf({ "merkl.json": JSON.stringify({ cache }) }).modes;
  assert.deepEqual(modesOf("local:rw,remote:r"), { ...local, readRemote: true });
  assert.deepEqual(modesOf("remote:w,local:rw"), { ...local, writeRemote: true });
  assert.deepEqual(modesOf("remote:rw"), { ...MODES, local: false });
  assert.deepEqual(modesOf("local:rw"), local);
  assert.deepEqual(modesOf("./local"), MODES); // a folder of that name
  const file = { "merkl.json": `{ "cache": "c" }` };
  const both = configOf(file, { MERKL_CACHE: "local:rw" });
  assert.deepEqual([both.cache, both.modes], ["ROOT/c", local]);
  for (
    const bad of [
      "local",
      "remote",
      "local:r",
      "local:rw,",
      "remote:",
      "remote:x",
      "local:rw,local:rw",
      "lokal:rw",
      "Remote:r,local:rw",
    ]
  ) {
    assert.equal(refusal({ "merkl.json": JSON.stringify({ cache: bad }) }).code, "bad-setting");
  }
});

Deno.test("a remote cache is an address of S3", () => {
  const address = "s3://bucket/prefix?endpoint=http://localhost:9000";
  assert.equal(configOf({}, { MERKL_REMOTE: address }).remote, address);
  assert.equal(configOf({ "merkl.json": `{ "remote": "${address}" }` }).remote, address);
  assert.equal(refusal({}, { MERKL_REMOTE: "https://host/bucket" }).code, "bad-setting");
  assert.equal(configOf({}, { MERKL_SIGNING_KEY: "k" }).remote, null);
});
