/** What the text tells of a path is what running it gives. */

import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { buildScopes } from "../../lib/source/build_scopes.ts";
import { FileContext } from "../../lib/source/file_context.ts";
import { parseModule } from "../../lib/source/parse.ts";
import { pathOf } from "../../lib/source/way.ts";
import { absPath } from "../../lib/util/path.ts";

const FILE = absPath("/home/me/project/lib/main.ts");
const HEAD = 'import { dirname, join, resolve } from "node:path";\n' +
  'import { fileURLToPath, pathToFileURL } from "node:url";\nconst here = import.meta.dirname;\n';

/** An expression that gives a path as text, and what it gives. */
interface Path {
  readonly text: string;
  readonly gives: string;
}

const segment = fc.constantFrom("a", "b.txt", "..", ".", "x y", "100%", "a%20b", "#1", "é");
const segments = fc.array(segment, { minLength: 1, maxLength: 4 });

const start: fc.Arbitrary<Path> = fc.constantFrom(
  { text: "import.meta.dirname!", gives: dirname(FILE) },
  { text: "here", gives: dirname(FILE) },
  { text: "dirname(import.meta.filename!)", gives: dirname(FILE) },
  { text: "dirname(fileURLToPath(import.meta.url))", gives: dirname(FILE) },
  { text: "dirname(new URL(import.meta.url).pathname)", gives: dirname(FILE) },
  { text: 'import.meta["dirname"]!', gives: dirname(FILE) },
  { text: 'join(import.meta.filename!, "..")', gives: dirname(FILE) },
  { text: 'resolve(fileURLToPath(import.meta.url), "..", "a")', gives: `${dirname(FILE)}/a` },
);

const quoted = (text: string) => JSON.stringify(text);

/** Something that is made of a path and what is appended. */
const STEPS: readonly ((path: Path, parts: readonly string[]) => Path)[] = [
  ({ text, gives }, parts) => ({
    text: `(${text} + ${quoted(`/${parts.join("/")}`)})`,
    gives: `${gives}/${parts.join("/")}`,
  }),
  ({ text, gives }, parts) => ({
    text: "`${" + text + "}/" + parts.join("/") + "`",
    gives: `${gives}/${parts.join("/")}`,
  }),
  ({ text, gives }, parts) => ({
    text: `join(${[text, ...parts.map(quoted)].join(", ")})`,
    gives: join(gives, ...parts),
  }),
  ({ text, gives }, parts) => ({
    text: `resolve(${[text, ...parts.map(quoted)].join(", ")})`,
    gives: resolve(gives, ...parts),
  }),
  ({ text, gives }) => ({ text: `dirname(${text})`, gives: dirname(gives) }),
  ({ text, gives }, parts) => {
    const url = parts.map(encodeURIComponent).join("/");
    return {
      text: `fileURLToPath(new URL(${quoted(url)}, pathToFileURL(${text})))`,
      gives: fileURLToPath(new URL(url, pathToFileURL(gives))),
    };
  },
];

const path: fc.Arbitrary<Path> = fc.tuple(
  start,
  fc.array(fc.tuple(fc.constantFrom(...STEPS), segments), { maxLength: 4 }),
).map(([first, steps]) => steps.reduce((at, [step, parts]) => step(at, parts), first));

/** What is noted of the expression, in a function. */
function noted(text: string): { file: string | undefined; places: number } {
  const whole = `${HEAD}export const f = () => ${text};`;
  const program = parseModule(whole, "main.ts");
  const context = new FileContext(whole, program, buildScopes(program));
  const node = program.body.at(-1).declaration.declarations[0].init;
  const { files = [], places = [], refs } = context.codeNode([{ node }], [0, 0]);
  const assets = refs.flatMap((ref) => ref.kind === "asset" ? absPath(pathOf(ref.path, FILE)) : []);
  const all = [...assets, ...files.map((one) => absPath(one.path, dirname(FILE)))];
  assert.ok(all.length <= 1, text);
  return { file: all[0], places: places.length };
}

Deno.test("a path beside a module is told from the text as running it gives it", () => {
  fc.assert(
    fc.property(path, ({ text, gives }) => {
      const absolute = resolve(gives);
      const { file, places } = noted(text);
      const isAbove = dirname(FILE) === absolute ||
        `${dirname(FILE)}/`.startsWith(`${absolute}/`) ||
        absolute === "/";
      if (isAbove) assert.deepEqual([file, places], [undefined, 1], text);
      else assert.deepEqual([file, places], [absolute, 0], text);
    }),
    { numRuns: 2000 },
  );
});
