/** Projects in temporary folders, whose calls of `task()` are analysed for real. */

import { createSourceReader } from "../../lib/source/code_hash.ts";
import type { JsxFactory } from "../../lib/source/jsx_factory.ts";
import type { ModuleResolver } from "../../lib/source/resolver_types.ts";
import type { Analysis, AnalysisMemo, AnalyzeRequest, Frame } from "../../lib/source/types.ts";
import { type AbsPath, absPath } from "../../lib/util/path.ts";

/** What the stand-in for the library records of each call. */
interface Recorded {
  readonly fn: AnalyzeRequest["fn"];
  readonly frames: Frame[];
  readonly options: Partial<AnalyzeRequest>;
}

const LIBRARY = `
export const calls: unknown[] = [];
function record(args: any[]) {
  const site = {} as { stack: any[] };
  const { prepareStackTrace, stackTraceLimit } = Error as any;
  (Error as any).prepareStackTrace = (_: unknown, frames: unknown) => frames;
  (Error as any).stackTraceLimit = 50;
  Error.captureStackTrace(site, record);
  const frames = site.stack.slice(1).filter((f) => f.getFileName()).map((f) => ({
    file: f.getFileName(),
    line: f.getLineNumber(),
    column: f.getColumnNumber(),
  }));
  (Error as any).prepareStackTrace = prepareStackTrace;
  (Error as any).stackTraceLimit = stackTraceLimit;
  const fn = [...args].reverse().find((a) => typeof a === "function") ?? args[0].run;
  const options = args.find((a) => typeof a === "object" && a !== null) ?? {};
  calls.push({ fn, frames, options });
  const made = (...given: unknown[]) => ({ given, fn });
  return Object.assign(made, { fn });
}
export function task(...args: any[]): any { return record(args); }
export function batch(...args: any[]): any { return record(args); }
export function pipeline(...args: any[]): any { return record(args); }
export function readFuture(path: string): any { return { path }; }
`;

/** Sources by path; `merkl` may be imported, and `npm:`, `node:` specifiers. */
export type Sources = Readonly<Record<string, string>>;

/** A memo that counts. */
export class CountingMemo implements AnalysisMemo {
  readonly stored = new Map<string, string>();
  hits = 0;
  get(key: string): string | undefined {
    const found = this.stored.get(key);
    if (found !== undefined) this.hits++;
    return found;
  }
  set(key: string, json: string): void {
    this.stored.set(key, json);
  }
}

/** A resolver for relative paths, `merkl`, `node:` and packages of version `versions[name]`. */
export function testResolver(versions: Readonly<Record<string, string>> = {}): ModuleResolver {
  return {
    resolve(specifier, fromFile) {
      if (/\/merkl\.ts$|^\.\/merkl\.ts$/.test(specifier)) return { kind: "merkl" };
      if (specifier.startsWith(".")) {
        return { kind: "local", path: absPath(specifier, fromFile.replace(/\/[^/]*$/, "")) };
      }
      if (specifier.startsWith("node:")) return { kind: "builtin", name: specifier };
      const name = specifier.replace(/^npm:/, "").replace(/@.*$/, "");
      const version = versions[name];
      if (version === undefined) return { kind: "unknown", specifier, why: "no lock has it" };
      return {
        kind: "package",
        name: `npm:${name}`,
        version,
        hash: `${name}-${version}`,
        source: "deno.lock",
      };
    },
  };
}

/** What to analyse and how. */
export interface RigOptions extends Partial<Omit<AnalyzeRequest, "fn" | "frames">> {
  readonly memo?: AnalysisMemo;
  readonly versions?: Readonly<Record<string, string>>;
  /** What the project's settings say of JSX. */
  readonly jsx?: JsxFactory;
  /** Module to import. @default {"main.ts"} */
  readonly entry?: string;
  /** Called with the folder before anything is analysed. */
  readonly before?: (folder: string) => void;
}

/** Writes sources into a new folder, imports the entry, and gives what each `task()` call made. */
export async function analyzeAll(
  sources: Sources,
  options: RigOptions = {},
): Promise<(() => Analysis)[]> {
  const { memo = new CountingMemo(), versions = {}, entry = "main.ts", before, jsx, ...request } =
    options;
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "merkl-source-" }));
  try {
    Deno.writeTextFileSync(`${folder}/merkl.ts`, LIBRARY);
    Deno.writeTextFileSync(`${folder}/deno.json`, "{}");
    for (const [path, text] of Object.entries(sources)) {
      Deno.mkdirSync(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${folder}/${path}`, text);
    }
    await import(`file://${folder}/${entry}`);
    const { calls } = await import(`file://${folder}/merkl.ts`) as { calls: Recorded[] };
    before?.(folder);
    const reader = createSourceReader({
      resolver: { ...testResolver(versions), jsx: () => jsx },
      memo,
      root: folder as AbsPath,
    });
    const results = calls.map((call) => {
      try {
        const analysis = reader.analyze({
          fn: call.fn,
          frames: call.frames,
          hashMode: "deps",
          code: "normalized",
          deps: Object.keys(call.options.deps ?? {}),
          env: call.options.env ?? [],
          pinned: false,
          ...request,
        });
        return () => analysis;
      } catch (error) {
        return () => {
          throw error;
        };
      }
    });
    return results;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The analysis of the last `task()` call of a project. */
export async function analyze(
  sources: Sources | string,
  options: RigOptions = {},
): Promise<Analysis> {
  const files = typeof sources === "string" ? { "main.ts": withImport(sources) } : sources;
  return (await analyzeAll(files, options)).at(-1)!();
}

/** A main module that imports what the tests use of the library. */
export function withImport(text: string): string {
  return `import { batch, pipeline, readFuture, task } from "./merkl.ts";\n${text}`;
}

/** The key of the last `task()` call. */
export async function keyOf(sources: Sources | string, options: RigOptions = {}): Promise<string> {
  return (await analyze(sources, options)).codeHash;
}
