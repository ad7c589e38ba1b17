/**
 * Deno keeps compiled code of a module as it was before the module ran: functions that V8 puts off until
 * they're called are compiled anew in each process. It doesn't put off function expressions in
 * parentheses. So the functions that a run with nothing to do calls become such.
 */

import { parse } from "@babel/parser";

const PIPELINE = `import { task } from "@merkl/merkl";
const parse = task((text: string) => text.split(",").map(Number));
const sum = task((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));
export default () => sum(parse("1,2,3"));
`;

/** What `deno run --coverage` tells of a module: the first range of a function is all of it. */
interface Coverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
  }[];
}

/** The command line that a module is part of. */
interface CommandLine {
  /** Its first module. */
  readonly first: string;
  /** Of `deno run`. */
  readonly options?: readonly string[];
}

/** Changes the text of a module of a bundle; whether that worked. */
export function compileEarly(module: string, commandLine: CommandLine): boolean {
  const called = calledInRun(module, commandLine);
  if (called === undefined) return false;
  Deno.writeTextFileSync(module, inParentheses(Deno.readTextFileSync(module), called));
  return true;
}

/** Where the functions of a module begin that a second run calls; undefined if it fails. */
function calledInRun(
  module: string,
  { first, options = [] }: CommandLine,
): ReadonlySet<number> | undefined {
  const command = Deno.realPathSync(first);
  const url = new URL(`file://${Deno.realPathSync(module)}`).href;
  const project = Deno.makeTempDirSync({ prefix: "merkl-bundle-" });
  try {
    Deno.writeTextFileSync(`${project}/merkl.json`, "{}");
    Deno.writeTextFileSync(`${project}/pipeline.ts`, PIPELINE);
    const run = (...more: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", ...options, ...more, command, "run", "-q", "pipeline.ts"],
        cwd: project,
        stdout: "null",
        stderr: "inherit",
      }).outputSync().success;
    if (!run() || !run(`--coverage=${project}/coverage`)) return undefined;
    const modules = [...Deno.readDirSync(`${project}/coverage`)]
      .filter(({ name }) => name.endsWith(".json"))
      .map(({ name }): Coverage =>
        JSON.parse(Deno.readTextFileSync(`${project}/coverage/${name}`))
      );
    const functions = modules.find((one) => one.url === url)?.functions;
    const called = functions?.flatMap(({ ranges: [whole] }) =>
      whole!.count > 0 ? [whole!.startOffset] : []
    );
    return called && new Set(called);
  } finally {
    Deno.removeSync(project, { recursive: true });
  }
}

/**
 * A module's text with these of its functions as expressions, in the order in which they stood.
 * They come first, since functions that are declared can be called before their declaration.
 */
function inParentheses(text: string, starts: ReadonlySet<number>): string {
  let functions = "";
  let rest = "";
  let end = 0;
  for (const node of parse(text, { sourceType: "module" }).program.body) {
    if (node.type !== "FunctionDeclaration" || !starts.has(node.start!)) continue;
    functions += `var ${node.id!.name}=(${text.slice(node.start!, node.end!)});`;
    rest += text.slice(end, node.start!);
    end = node.end!;
  }
  return functions + rest + text.slice(end);
}
