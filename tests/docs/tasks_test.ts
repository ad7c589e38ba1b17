/** The examples of docs/tasks.md do what the page says. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { REPO, tempProject } from "../support/temp_project.ts";

/** Files and sessions of a page, in order: ` ```ts ` with its name in the first line, ` ```console `. */
function blocksOf(page: string): { kind: "file" | "session"; name: string; text: string }[] {
  const text = Deno.readTextFileSync(join(REPO, page));
  return [...text.matchAll(/^```(ts|console)\n([\s\S]*?)^```$/gm)].map(([, kind, body]) => {
    if (kind === "console") return { kind: "session", name: "", text: body! };
    const name = /^\/\/ (\S+)\n/.exec(body!)?.[1];
    assert.ok(name, `an example without a file name in ${page}`);
    return { kind: "file", name, text: body! };
  });
}

Deno.test("the examples of tasks.md run and say what the page says", async () => {
  await using project = tempProject();
  const blocks = blocksOf("docs/tasks.md");
  assert.ok(blocks.some((block) => block.kind === "session"));
  for (const block of blocks) {
    if (block.kind === "file") {
      project.write(block.name, block.text);
      continue;
    }
    for (const step of block.text.split(/^\$ /m).slice(1)) {
      const [command, ...expected] = step.trimEnd().split("\n");
      const [program, ...args] = command!.split(" ");
      if (program === "echo") {
        const [text, path] = command!.slice("echo ".length).split(" > ");
        project.write(path!, `${text}\n`);
        continue;
      }
      assert.equal(program, "merkl", command);
      const { stdout, stderr, code } = await project.run(args);
      assert.equal(code, 0, stderr);
      const talk = stderr.split("\n").filter((line) => expected.includes(line));
      assert.deepEqual([...talk, ...stdout.trimEnd().split("\n")], expected, stderr);
    }
  }
});
