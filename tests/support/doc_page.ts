/** Pages of documentation whose examples are run. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { merklCommand, REPO, type TempProject } from "./temp_project.ts";

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
 * Writes the files of a page and types its sessions into a shell, in order; fails unless every
 * command says what the page says: all of its standard output, and of what else it says the lines
 * that the page has, and what its files print. A line `…` stands for any lines, `# exits with N` for
 * a command that fails.
 */
export async function runPage(page: string, project: TempProject): Promise<void> {
  const blocks = blocksOf(page);
  assert.ok(blocks.some((block) => block.kind === "session"));
  const bin = Deno.makeTempDirSync({ prefix: "merkl-bin-" });
  try {
    const words = merklCommand().map((word) => `'${word}'`).join(" ");
    Deno.writeTextFileSync(join(bin, "merkl"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    const code = blocks.filter(({ kind }) => kind === "file").map(({ text }) => text).join("");
    const printed = (line: string) => code.includes(`console.log("${line}")`);
    for (const block of blocks) {
      if (block.kind === "file") project.write(block.name, block.text);
      else {
        for (const step of block.text.split(/^\$ /m).slice(1)) {
          await runStep(step, { project, bin, printed });
        }
      }
    }
  } finally {
    Deno.removeSync(bin, { recursive: true });
  }
}

async function runStep(
  step: string,
  { project, bin, printed }: {
    project: TempProject;
    bin: string;
    printed: (line: string) => boolean;
  },
): Promise<void> {
  const [command, ...lines] = step.trimEnd().split("\n");
  const exits = /^# exits with (\d+)$/.exec(lines.at(-1) ?? "")?.[1];
  const expected = exits === undefined ? lines : lines.slice(0, -1);
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", command!],
    cwd: project.dir,
    env: { PATH: `${bin}:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [data, talk] = [stdout, stderr].map((bytes) => {
    const text = new TextDecoder().decode(bytes).trimEnd();
    return text === "" ? [] : text.split("\n");
  });
  assert.equal(code, Number(exits ?? 0), `${command}\n${talk!.join("\n")}`);
  const said = [...talk!.filter((line) => expected.includes(line) || printed(line)), ...data!];
  assert.ok(matches(said, expected), `${command}\n${[...talk!, ...data!].join("\n")}`);
}

/** Whether lines are the expected ones, where `…` stands for any number of them. */
function matches(lines: readonly string[], expected: readonly string[]): boolean {
  const gap = expected.indexOf("…");
  if (gap < 0) return lines.length === expected.length && lines.every((l, i) => l === expected[i]);
  const head = expected.slice(0, gap);
  const tail = expected.slice(gap + 1);
  return lines.length >= head.length + tail.length && head.every((l, i) => l === lines[i]) &&
    tail.every((l, i) => l === lines[lines.length - tail.length + i]);
}
