import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";
import { hasTerminals, onTerminal } from "../support/terminal.ts";

const PIPELINE = `
import { context, task } from "@merkl/merkl";

const noisy = task(async (name: string, count: number) => {
  for (let i = 0; i < count; i++) {
    console.log(name, "line", i);
    context().progress(i, count);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return name;
});
export const noise = () => [noisy("a", 80), noisy("b", 80)];
export const short = () => noisy("c", 1);
`;

/** What is left to be read when the terminal has done all that it was told about one line. */
function plainLines(text: string): string[] {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[[?\d;]*[A-Za-z]/g, "").split(/\r?\n/);
}

Deno.test({
  name: "what bodies print scrolls by above the live view, whole, once and in order",
  ignore: !hasTerminals,
  async fn() {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    const { code, text } = await onTerminal(project, ["run", "-v", "-j", "2", "p.ts:noise"]);
    assert.equal(code, 0, text);
    const lines = plainLines(text);
    const prefixes = ["a", "b"].map((name) => {
      const [, prefix] = /^(noisy [0-9a-f]{8} │) ([ab]) line 0$/m.exec(
        lines.filter((line) => line.endsWith(` ${name} line 0`)).join("\n"),
      )!;
      const printed = lines.filter((line) => line.startsWith(prefix!));
      const expected = Array.from({ length: 80 }, (_, i) => `${prefix} ${name} line ${i}`);
      assert.deepEqual(printed, expected);
      return prefix;
    });
    assert.notEqual(prefixes[0], prefixes[1], "the calls are told apart");
    assert.match(text, /0\/2 done/);
    assert.match(text, /noisy [0-9a-f]{8} \d+\.\d s \(\d+\/80, \d+ %\)/);
    assert.equal(text.includes("\x1b[?25l"), false, "the cursor is never hidden");
  },
});

Deno.test({
  name: "a short run shows no view; without a terminal, in CI or with -q there is none",
  ignore: !hasTerminals,
  async fn() {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    const { text } = await onTerminal(project, ["run", "p.ts:short"]);
    assert.match(text, /^c\r\n1 task: 0 cached, 1 run, \d+ ms\r\n$/);
    const quiet = await onTerminal(project, ["run", "-q", "-j", "2", "p.ts:noise"]);
    assert.doesNotMatch(quiet.text, /done/);
    const piped = await project.run(["run", "-f", "-j", "2", "p.ts:noise"]);
    assert.match(piped.stderr, /^2 tasks: 0 cached, 2 run, [^\n]*\n$/);
  },
});
