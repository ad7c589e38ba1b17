/** Pipelines in temporary folders that are run, edited and run again, on one cache. */

import assert from "node:assert/strict";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { projectOf } from "../../lib/project/project.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";

const LIBRARY = new URL("../../mod.ts", import.meta.url).href;

export type Files = Readonly<Record<string, string>>;

/** A pipeline, an edit of it, and what it gives before and after, or why it is refused. */
export interface Case {
  readonly name: string;
  /** A text is that of `p.ts`. */
  readonly files: string | Files;
  /** What is replaced, in whichever file has it, and by what. */
  readonly edit?: readonly [string, string];
  readonly gives?: readonly unknown[];
  readonly refused?: string;
  /** Set before the first and before the second run. */
  readonly env?: readonly [name: string, first: string, second: string];
}

export function filesOf({ files }: Pick<Case, "files">): Files {
  return typeof files === "string" ? { "p.ts": files } : files;
}

export function edited(one: Pick<Case, "name" | "files" | "edit">): Files {
  const [before, after] = one.edit!;
  const files = filesOf(one);
  assert.equal(Object.values(files).filter((text) => text.includes(before)).length, 1, one.name);
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, text.replaceAll(before, after)]),
  );
}

/** Loads `p.ts` anew and evaluates its default export. */
export async function runOnce(files: Files, cache: MemoryCache): Promise<unknown> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "merkl-sound-" }));
  try {
    for (const [name, text] of Object.entries(files)) {
      Deno.mkdirSync(`${root}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${root}/${name}`, textOf(name, text));
    }
    const module = await import(`file://${root}/p.ts`);
    const reporter = { event: () => {}, end: () => {} };
    await using project = projectOf(new Session({ root: absPath(root), cache, reporter }));
    return (await project.run(module.default)).value;
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

/** Modules of a test may import the library as `merkl`. */
function textOf(name: string, text: string): string {
  if (!/\.m?[jt]s$/.test(name)) return text;
  const line = name === "p.ts" ? `import { batch, task } from "${LIBRARY}"; void batch;` : "";
  return `// deno-lint-ignore-file\n${line}${text.replace('from "merkl"', `from "${LIBRARY}"`)}`;
}

/** A pipeline (`t(1)`, if it has no default export), and what is replaced by what. */
export type Edit = readonly [name: string, files: string | Files, from: string, to: string];

/** Tests that after an edit a run on the cache of the one before gives what a run without it gives. */
export function testEdits(edits: readonly Edit[]): void {
  for (const [name, given, from, to] of edits) {
    Deno.test(`an edit is seen: ${name}`, async () => {
      const whole = withDefault(filesOf({ files: given }));
      const after = edited({ name, files: whole, edit: [from, to] });
      const cache = new MemoryCache();

      const before = await runOnce(whole, cache);
      const expected = await runOnce(after, new MemoryCache());
      assert.notDeepEqual(expected, before, "the edit makes no difference");
      assert.deepEqual(await runOnce(after, cache), expected);
      assert.deepEqual(await runOnce(whole, cache), before);
    });
  }
}

function withDefault(files: Files): Files {
  const main = files["p.ts"]!;
  return main.includes("export default")
    ? files
    : { ...files, "p.ts": `${main} export default () => t(1);` };
}
