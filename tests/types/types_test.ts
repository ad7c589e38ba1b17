/** What must compile does, and what must not says why in words that lead to the mistake. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const here = new URL("./", import.meta.url);
const lib = new URL("../../lib/", import.meta.url);

async function check(files: readonly string[]): Promise<{ code: number; text: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      "--config",
      fileURLToPath(new URL("../../deno.json", here)),
      ...files,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  return { code, text: new TextDecoder().decode(stderr) };
}

/** Checks a task that is defined wrongly; gives what the compiler says. */
async function complaint(definition: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      file,
      `import type { TaskFactory } from ${JSON.stringify(new URL("task/types.ts", lib).href)};
declare const task: TaskFactory;
export const wrong: unknown = ${definition};
`,
    );
    const { code, text } = await check([file]);
    assert.equal(code, 1, "it compiles");
    return text;
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("the case files compile, with an error wherever one is expected", async () => {
  const files = [...Deno.readDirSync(here)].map((entry) => entry.name)
    .filter((name) => name.endsWith("_cases.ts"));
  assert.ok(files.length >= 3);
  const { code, text } = await check(files.map((name) => fileURLToPath(new URL(name, here))));
  assert.equal(code, 0, text);
});

Deno.test("a missing out is named, at the return value", async () => {
  const text = await complaint(`task({ outs: ["a", "b"] }, () => ({ a: 1 }))`);
  assert.match(text, /Property 'b' is missing in type '\{ a: number; \}'/);
  assert.doesNotMatch(text, /overload/);
});

Deno.test("an out too many is named", async () => {
  const text = await complaint(`task({ outs: ["a"] }, () => ({ a: 1, b: 2 }))`);
  assert.match(text, /the body returns a value that `outs` does not name": "b"/);
});

Deno.test("a wrong number of outs says both numbers", async () => {
  const text = await complaint(`task({ outs: 2 }, () => [1, 2, 3])`);
  assert.match(text, /Source has 3 element\(s\) but target allows only 2/);
});

Deno.test("a misspelt option is named, without a list of overloads", async () => {
  const text = await complaint(`task({ retry: 2 }, () => 1)`);
  assert.match(text, /'retry' does not exist in type 'TaskOptions/);
  assert.doesNotMatch(text, /overload/);
});

Deno.test("a wrong argument says what it may be", async () => {
  const text = await complaint(`task((n: number) => n)("1")`);
  assert.match(
    text,
    /type 'string' is not assignable to parameter of type 'number \| Future<number>'/,
  );
});
