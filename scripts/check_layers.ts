/**
 * Holds `lib/` to its layers: `deno task check:layers`. Types may be imported from anywhere; values
 * only from folders below. `deno info --json` tells the two apart, so no parser is needed here.
 */

import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Folders of `lib/` from the lowest; those on one line don't import each other. */
const RANKS: readonly (readonly string[])[] = [
  ["util"],
  ["error"],
  ["hash"],
  ["codec", "source"],
  ["graph", "file"],
  ["task", "cache"],
  ["run", "render"],
  ["report"],
  ["project"],
  ["cli"],
];

const MAX_LINES = 300;

/** What only one file may import. `outside` is the folder whose own files are free to. */
const RESERVED: readonly {
  readonly what: string;
  readonly only: string;
  readonly outside?: string;
  readonly specifier: RegExp;
}[] = [
  { what: "Graphviz", only: "lib/render/graphviz.ts", specifier: /^(npm:)?\/?@viz-js\/viz/ },
  { what: "the parser", only: "lib/source/parse.ts", specifier: /^(npm:)?\/?@babel\/parser/ },
  {
    what: "a concrete store",
    only: "lib/project/stores.ts",
    outside: "lib/cache/",
    specifier: /^lib\/cache\/(sqlite_\w+|(.*_)?(store|index|index_db))\.ts$/,
  },
  {
    what: "a concrete executor",
    only: "lib/project/session.ts",
    outside: "lib/run/",
    specifier: /^lib\/run\/.+_executor\.ts$/,
  },
];

/** A value import. */
interface Edge {
  readonly from: string;
  /** Path relative to the root for its own files, else the specifier as written. */
  readonly to: string;
  readonly line: number;
}

/** All that is wrong in the tree under `root`, one line each, in the order of the files. */
export async function checkLayers(root: string): Promise<string[]> {
  const files = sourceFiles(root);
  const edges = await valueImports(root, files);
  return [
    ...files.flatMap((file) => checkFile(root, file)),
    ...edges.flatMap((edge) => [...checkRank(edge), ...checkReserved(edge)]),
    ...cycles(edges).map((cycle) => `value cycle: ${cycle.join(" -> ")}`),
  ];
}

function sourceFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of Deno.readDirSync(join(root, folder))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) visit(path);
      else if (path.endsWith(".ts")) found.push(path);
    }
  };
  visit("lib");
  return found.sort();
}

function checkFile(root: string, file: string): string[] {
  const text = Deno.readTextFileSync(join(root, file));
  const lines = text.trimEnd().split("\n");
  const problems: string[] = [];
  if (lines.length > MAX_LINES) {
    problems.push(`${file}: ${lines.length} lines, more than ${MAX_LINES}: make it two files`);
  }
  if (file === "lib/project/load.ts") return problems;
  lines.forEach((line, i) => {
    if (/(?<![.\w])import\(\s*(?!["\s]|$)/.test(codeOf(line))) {
      problems.push(`${file}:${i + 1}: only lib/project/load.ts imports what isn't a literal`);
    }
  });
  return problems;
}

/** A line without its comments and the insides of its strings; `import(` before a template stays. */
function codeOf(line: string): string {
  return line
    .replace(/\bimport\(`/g, "import(x + `")
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""')
    .replace(/\/\*.*?\*\/|^\s*\*.*|\/\/.*/g, "");
}

function checkRank({ from, to, line }: Edge): string[] {
  if (to === "mod.ts" || to === "cli.ts" || to === "start.ts") {
    return [`${from}:${line}: imports ${to}, which is above it`];
  }
  const [low, high] = [rankOf(to), rankOf(from)];
  if (low === undefined || high === undefined) return [];
  const folders = [from, to].map((path) => path.split("/")[1]!);
  if (low > high) return [`${from}:${line}: upward import of a value from ${to}`];
  if (low === high && folders[0] !== folders[1]) {
    return [`${from}:${line}: ${folders[0]} and ${folders[1]} are siblings, but it imports ${to}`];
  }
  return [];
}

function rankOf(path: string): number | undefined {
  const [top, folder] = path.split("/");
  if (top !== "lib" || folder === undefined) return undefined;
  const rank = RANKS.findIndex((names) => names.includes(folder));
  if (rank < 0) throw new Error(`lib/${folder} has no rank in scripts/check_layers.ts`);
  return rank;
}

function checkReserved({ from, to, line }: Edge): string[] {
  return RESERVED
    .filter(({ only, outside, specifier }) =>
      specifier.test(to) && from !== only && !(outside !== undefined && from.startsWith(outside))
    )
    .map(({ what, only }) => `${from}:${line}: only ${only} names ${what} (${to})`);
}

/** Strongly connected components of more than one file, each as a closed walk through its files. */
function cycles(edges: readonly Edge[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    /** Absent if only types are imported. */
    readonly code?: { readonly specifier?: string; readonly span: { start: { line: number } } };
  }[];
}

async function valueImports(root: string, files: readonly string[]): Promise<Edge[]> {
  const base = pathToFileURL(join(Deno.realPathSync(root), "/")).href;
  const temp = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    const all = files.map((file) => `export * from ${JSON.stringify(base + file)};\n`);
    Deno.writeTextFileSync(temp, all.join(""));
    const info = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", join(root, "deno.json"), "--no-lock", temp],
      stdout: "piped",
      stderr: "inherit",
    }).output();
    if (!info.success) throw new Error("deno info failed");
    const { modules } = JSON.parse(new TextDecoder().decode(info.stdout)) as {
      modules: InfoModule[];
    };
    return modules
      .filter((module) => module.specifier.startsWith(base))
      .sort((a, b) => a.specifier < b.specifier ? -1 : 1)
      .flatMap((module) => edgesOf(module, base));
  } finally {
    Deno.removeSync(temp);
  }
}

function edgesOf(module: InfoModule, base: string): Edge[] {
  const from = module.specifier.slice(base.length);
  return (module.dependencies ?? []).flatMap(({ specifier, code }) => {
    if (code === undefined) return [];
    const target = code.specifier ?? specifier;
    const to = target.startsWith(base) ? target.slice(base.length) : target;
    return [{ from, to, line: code.span.start.line + 1 }];
  });
}

if (import.meta.main) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const problems = await checkLayers(root);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error(`${problems.length} problems in ${relative(Deno.cwd(), root) || "."}${sep}lib`);
    Deno.exit(1);
  }
}
