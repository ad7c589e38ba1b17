/** Files that a body has from merkl itself are no part of its key: they are reads of it. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";
import { type Edit, testEdits } from "./edit_rig.ts";

const IMPORT = 'import { context, FileRef, Future, pathFuture, readFuture } from "merkl";' +
  "void context; void FileRef; void Future; void pathFuture; void readFuture;";
const CALL = "export default () => t();";

const BODIES: readonly (readonly [name: string, text: string])[] = [
  ["read", `const t = task(async () => await readFuture("d.txt").eval()); ${CALL}`],
  [
    "named",
    `const t = task(async () => Deno.readTextFileSync(await pathFuture("d.txt").eval())); ${CALL}`,
  ],
  [
    "handed to a task",
    `const one = task((s: string) => s + "!"); const t = task(async () => await one(readFuture("d.txt")).eval()); ${CALL}`,
  ],
  [
    "handed to a task as a FileRef",
    `const one = task(async (f: FileRef) => await f.text()); const t = task(async () => await one(new FileRef("d.txt")).eval()); ${CALL}`,
  ],
];

testEdits(
  BODIES.map(([name, text]): Edit => [
    `a file that a body has ${name}`,
    { "p.ts": IMPORT + text, "d.txt": "ONE" },
    "ONE",
    "TWO",
  ]),
);

Deno.test("a body that reads its own temporary files by merkl is found again", async () => {
  const pipeline = `
    import { context, readFuture, task } from "@merkl/merkl";
    const t = task(async () => {
      console.log("running");
      const path = context().tempDir + "/own.txt";
      Deno.writeTextFileSync(path, "own");
      return await readFuture(path).eval();
    });
    export default () => t();
  `;
  await using project = tempProject({ files: { "p.ts": pipeline } });
  const first = await project.run(["run", "p.ts"]);
  assert.match(first.stdout, /own/, first.stderr);
  const again = await project.run(["run", "-v", "p.ts"]);
  assert.match(again.stderr, /1 task: 1 cached, 0 run/);
});

Deno.test("a constant that is a file is refused, with the way out", async () => {
  await using project = tempProject({ files: { "d.txt": "one" } });
  for (const made of ['new FileRef("d.txt")', 'new DirRef(".")']) {
    project.write(
      "p.ts",
      `import { DirRef, FileRef, task } from "@merkl/merkl"; void DirRef; void FileRef;
      const f = ${made};
      const t = task(() => f.name);
      export default () => t();`,
    );
    const { code, stderr } = await project.run(["run", "p.ts"]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /"f" is used by a task, but its value comes from (?:File|Dir)Ref/);
    assert.match(stderr, /deps: \[f\]/);
  }
});
