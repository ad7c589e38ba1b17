import assert from "node:assert/strict";
import fc from "fast-check";
import { wordsOf } from "../../lib/cli/complete_shell.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { denoDir } from "../support/deno_dir.ts";
import { has, typeInto, withMerkl } from "../support/shells.ts";
import { type TempProject, tempProject } from "../support/temp_project.ts";
import { hasTerminals } from "../support/terminal.ts";

const PIPELINE = `import { type Path, task } from "@merkl/merkl";
const load = task((name: string) => name);
/** Counts the letters. */
export const count = task((text: string) => text.length);
/**
 * Tunes a model.
 * @param lr Learning rate
 */
export function tune(
  data: Path,
  mode: "fast" | "slow",
  epochs: number,
  { lr = 0.1, kind = "a", deep = false }: { lr?: number; kind?: "a" | "b"; deep?: boolean } = {},
) {
  return count(load(data + mode + epochs + lr + kind + deep));
}
export const limit = 3;
throw new Error("nothing of it is run");
`;

const FILES = {
  "pipe.ts": PIPELINE,
  "data.csv": "",
  "sub/other.ts": "export const a = () => 1;\n",
};

/** The candidates for the last word, and which paths the shell adds. */
async function completed(
  project: TempProject,
  ...words: string[]
): Promise<{ texts: string[]; paths: string }> {
  const { code, stdout, stderr } = await project.run(["__complete", "zsh", "--", ...words]);
  assert.deepEqual([code, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  const paths = lines.pop()!.replace(":paths=", "");
  return { texts: lines.map((line) => line.split("\t")[0]!), paths };
}

Deno.test("commands, their options and subcommands, with what they do", async () => {
  await using project = tempProject({ files: FILES });
  const shown = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);
  assert.deepEqual((await completed(project, "")).texts, shown);
  assert.deepEqual((await completed(project, "ini")).texts, ["init"]);
  assert.deepEqual((await completed(project, "help", "ini")).texts, ["init"]);
  assert.ok((await completed(project, "cache", "")).texts.includes("query"));
  assert.ok((await completed(project, "-q", "--vers")).texts.includes("--version"));
  assert.deepEqual((await completed(project, "run", "--keep")).texts, ["--keep-going"]);
  assert.deepEqual(await completed(project, "-C", ""), { texts: [], paths: "folders" });
  assert.deepEqual(await completed(project, "init", ""), { texts: [], paths: "folders" });
  assert.deepEqual(await completed(project, "no-such", ""), { texts: [], paths: "none" });
  const { stdout } = await project.run(["__complete", "fish", "--", "ini"]);
  assert.equal(stdout, "init\tmake a project here\n:paths=none\n");
});

Deno.test("FILE, then its exports; a file that can't be read has none", async () => {
  await using project = tempProject({ files: FILES });
  assert.deepEqual(await completed(project, "run", "pi"), { texts: [], paths: "files" });
  const exports = ["pipe.ts:count", "pipe.ts:tune"];
  assert.deepEqual((await completed(project, "run", "pipe.ts")).texts, ["pipe.ts", ...exports]);
  assert.deepEqual((await completed(project, "run", "pipe.ts:")).texts, exports);
  assert.deepEqual((await completed(project, "run", "-n", "pipe.ts:t")).texts, ["pipe.ts:tune"]);
  assert.deepEqual((await completed(project, "-C", "sub", "run", "other.ts:")).texts, [
    "other.ts:a",
  ]);
  assert.deepEqual(await completed(project, "run", "gone.ts:"), { texts: [], paths: "none" });
  const { stdout } = await project.run(["__complete", "zsh", "--", "run", "~/pipe.ts:t"], {
    env: { HOME: project.dir, DENO_DIR: denoDir() },
  });
  assert.match(stdout, /^~\/pipe\.ts:tune\tTunes a model\.$/m);
});

Deno.test("debug and why know tasks that aren't exported; options with a choice give it", async () => {
  await using project = tempProject({ files: FILES });
  for (const command of ["debug", "why"]) {
    const tasks = ["pipe.ts:count", "pipe.ts:tune", "pipe.ts:load"];
    assert.deepEqual((await completed(project, command, "pipe.ts:")).texts, tasks);
  }
  assert.deepEqual((await completed(project, "dag", "--format", "s")).texts, ["svg"]);
  assert.deepEqual((await completed(project, "dag", "--format=s")).texts, ["--format=svg"]);
  assert.equal((await completed(project, "dag", "-o", "")).paths, "files");
});

Deno.test("the function's arguments and options, and merkl's own up to --", async () => {
  await using project = tempProject({ files: FILES });
  const after = (...words: string[]) => completed(project, "run", "pipe.ts:tune", ...words);
  assert.equal((await after("")).paths, "files");
  assert.deepEqual((await after("data.csv", "")).texts, ["fast", "slow"]);
  assert.deepEqual((await after("--lr", "1", "data.csv", "s")).texts, ["slow"]);
  assert.deepEqual(await after("data.csv", "fast", ""), { texts: [], paths: "none" });
  assert.deepEqual((await after("--kind", "")).texts, ["a", "b"]);
  assert.deepEqual((await after("--de")).texts, ["--deep"]);
  assert.deepEqual((await after("--no-")).texts, ["--no-deep", "--no-cache"]);
  assert.deepEqual((await after("--", "--no-")).texts, ["--no-deep"]);
  assert.deepEqual((await after("-j", "")).texts, []);
});

Deno.test("bash gives its line: however words are quoted, they come out as the shell would have them", () => {
  const quotings: ((word: string) => string)[] = [
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
    (word) => `"${word.replaceAll(/["\\$\`]/g, "\\$&")}"`,
    (word) => word === "" ? "''" : word.replaceAll(/[^A-Za-z0-9]/g, "\\$&"),
  ];
  const word = fc.tuple(fc.string({ unit: "grapheme-ascii" }), fc.nat({ max: 2 }));
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), (words) => {
    const line = ["merkl", ...words.map(([text, how]) => quotings[how]!(text))].join(" ");
    assert.deepEqual(wordsOf("bash", [line]), words.map(([text]) => text));
  }));
  assert.deepEqual(wordsOf("bash", ["merkl run  "]), ["run", ""]);
  assert.deepEqual(wordsOf("bash", ["merkl run 'my fi"]), ["run", "my fi"]);
});

Deno.test("a shell that isn't known is a usage error; each script is given, also as JSON", async () => {
  await using project = tempProject();
  const { code, stderr } = await project.run(["completions", "bsh"]);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /knows bash, zsh, fish and powershell, but "bsh" was given; did you mean "bash"\?/,
  );
  const wrong = JSON.parse((await project.run(["completions", "bsh", "--json"])).stdout);
  assert.equal(wrong.error.code, "bad-argument");
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    const { stdout } = await project.run(["completions", shell]);
    assert.match(stdout, new RegExp(`merkl __complete ${shell} -- `));
    const json = JSON.parse((await project.run(["completions", shell, "--json"])).stdout);
    assert.equal(json.script.trimEnd(), stdout.trimEnd());
  }
});

/** What Tab makes of lines: the line is printed by `echo` instead of being run. */
const LINES: readonly (readonly [typed: string, line: string])[] = [
  ["merkl ini", "merkl init"],
  ["merkl cache que", "merkl cache query"],
  ["merkl run pipe.ts:tu", "merkl run pipe.ts:tune"],
  ["merkl run pip", "merkl run pipe.ts"],
  ["merkl run pipe.ts:tune da", "merkl run pipe.ts:tune data.csv"],
  ["merkl run pipe.ts:tune data.csv fa", "merkl run pipe.ts:tune data.csv fast"],
  ["merkl run pipe.ts:tune --de", "merkl run pipe.ts:tune --deep"],
  ["merkl run --keep", "merkl run --keep-going"],
  ["merkl -C su", "merkl -C sub"],
];

/** Keys that complete a line and print it. The shell must be ready and take Ctrl-A, Ctrl-E. */
function keysFor([typed, line]: readonly [string, string]): [string, string][] {
  const rest = line.slice(typed.length);
  return [[typed, typed], ["\t", rest], ["\x01echo 'got' \x05\r", `got ${line}`]];
}

const SHELLS: Readonly<Record<string, { command: string[]; setup: [string, string][] }>> = {
  bash: {
    command: ["bash", "--norc", "--noprofile", "-i"],
    setup: [["source <(merkl completions bash); echo rea''dy\r", "ready"]],
  },
  zsh: {
    command: ["zsh", "-f", "-i"],
    setup: [[
      "PS1=; bindkey -e; autoload -Uz compinit; compinit -D -u; source <(merkl completions zsh); echo rea''dy\r",
      "ready",
    ]],
  },
};

for (const [shell, { command, setup }] of Object.entries(SHELLS)) {
  Deno.test({
    name: `Tab in ${shell}, for real`,
    ignore: !hasTerminals || !has(shell),
    async fn() {
      await using project = tempProject({ files: FILES });
      const text = await typeInto(command, [...setup, ...LINES.flatMap(keysFor)], project);
      for (const [, line] of LINES) assert.ok(text.includes(`got ${line}`), `${line} in:\n${text}`);
    },
  });
}

Deno.test({
  name: "completions in fish, for real",
  ignore: !has("fish"),
  async fn() {
    await using project = tempProject({ files: FILES });
    for (const [typed, line] of LINES) {
      const { stdout, stderr } = await new Deno.Command("fish", {
        args: ["--no-config", "-c", "merkl completions fish | source; complete -C $argv[1]", typed],
        cwd: project.dir,
        env: withMerkl(project),
      }).output();
      const texts = new TextDecoder().decode(stdout).trim().split("\n").map((one) =>
        one.split("\t")[0]
      );
      const expected = line.split(" ").at(-1)!;
      assert.ok(
        texts.some((text) => text === expected || text === `${expected}/`),
        `${typed}: ${texts}\n${new TextDecoder().decode(stderr)}`,
      );
    }
  },
});
