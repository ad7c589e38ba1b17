/** Pages of documentation whose examples are run. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { REPO, type TempProject } from "./temp_project.ts";

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

/**
 * Writes the files of a page and types its sessions, in order; fails unless every `merkl` says what
 * the page says: all of its standard output, and of what else it says the lines that the page has.
 * `echo TEXT > FILE` and `rm -r PATH` are known as well.
 */
export async function runPage(page: string, project: TempProject): Promise<void> {
  const blocks = blocksOf(page);
  assert.ok(blocks.some((block) => block.kind === "session"));
  for (const block of blocks) {
    if (block.kind === "file") project.write(block.name, block.text);
    else for (const step of block.text.split(/^\$ /m).slice(1)) await runStep(step, project);
  }
}

async function runStep(step: string, project: TempProject): Promise<void> {
  const [command, ...expected] = step.trimEnd().split("\n");
  const words = command!.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const [program, ...args] = words.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
  if (program === "echo") {
    const [text, path] = command!.slice("echo ".length).split(" > ");
    return project.write(path!, `${text}\n`);
  }
  if (program === "rm") return Deno.removeSync(project.path(args.at(-1)!), { recursive: true });
  assert.equal(program, "merkl", command);
  const { stdout, stderr, code } = await project.run(args);
  assert.equal(code, 0, stderr);
  const talk = stderr.split("\n").filter((line) => expected.includes(line));
  const data = stdout === "" ? [] : stdout.trimEnd().split("\n");
  assert.deepEqual([...talk, ...data], expected, `${command}\n${stderr}`);
}
