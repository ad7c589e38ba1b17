/** What `merkl init` does to a folder. Every step may be done twice without harm. */

import { applyEdits, modify, parse, type ParseError } from "jsonc-parser";
import { unreadableConfig } from "../error/cli_errors.ts";
import { writeFileAtomicSync } from "../util/atomic_write.ts";
import { utf8 } from "../util/bytes.ts";
import { type AbsPath, dirname, join } from "../util/path.ts";
import { EXAMPLE } from "./example_pipeline.ts";
import { VERSION } from "./version.ts";

/** One thing that was looked at. */
export interface InitStep {
  /** Relative to the folder. */
  readonly path: string;
  readonly changed: boolean;
  /** What was done, or why there was nothing to do; no period. */
  readonly what: string;
}

const LIBRARY = "@merkl/merkl";

/**
 * Makes `dir` a project: the cache's folder, the library's import in an existing `deno.json`, a
 * line in `.gitignore` inside a git repository, and a first pipeline if `example`.
 * @throws {MerklError} `unreadable-config`, before anything was changed
 */
export function initProject(dir: AbsPath, { example }: { example: boolean }): InitStep[] {
  const config = configEdit(dir);
  return [
    makeCacheFolder(dir),
    config(),
    ...(insideGit(dir) ? [ignoreCacheFolder(dir)] : []),
    ...(example ? [writeExample(dir)] : []),
  ];
}

function makeCacheFolder(dir: AbsPath): InitStep {
  const existed = isFolder(join(dir, ".merkl"));
  Deno.mkdirSync(join(dir, ".merkl"), { recursive: true });
  return existed
    ? { path: ".merkl/", changed: false, what: "is there already" }
    : { path: ".merkl/", changed: true, what: "made; the cache lives here" };
}

/** Works out the edit of `deno.json` now and makes it when called: errors come before changes. */
function configEdit(dir: AbsPath): () => InitStep {
  const name = ["deno.json", "deno.jsonc"].find((name) => readText(join(dir, name)) !== undefined);
  if (name === undefined) {
    const what = `not there, and not needed: merkl run finds ${LIBRARY} by itself`;
    return () => ({ path: "deno.json", changed: false, what });
  }
  const file = join(dir, name);
  const text = readText(file)!;
  const imports = importsOf(text, file);
  if (Object.hasOwn(imports, LIBRARY)) {
    return () => ({ path: name, changed: false, what: `imports ${LIBRARY} already` });
  }
  const edits = modify(text, ["imports", LIBRARY], `jsr:${LIBRARY}@^${VERSION}`, {
    formattingOptions: formattingOf(text),
  });
  return () => {
    writeFileAtomicSync(file, utf8(applyEdits(text, edits)));
    return { path: name, changed: true, what: `imports ${LIBRARY} now` };
  };
}

function importsOf(text: string, file: string): object {
  const errors: ParseError[] = [];
  const config: unknown = parse(text.replace(/^\ufeff/, " "), errors, { allowTrailingComma: true });
  if (errors[0] !== undefined) throw unreadableConfig(file, errors[0].offset);
  if (typeof config !== "object" || config === null) throw unreadableConfig(file, 0);
  const imports = (config as { imports?: unknown }).imports ?? {};
  return typeof imports === "object" && imports !== null ? imports : {};
}

/** As the file is indented and as its lines end. */
function formattingOf(text: string) {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function insideGit(dir: string): boolean {
  for (let at = dir;; at = dirname(at)) {
    // A work tree or submodule has a file of this name instead of a folder.
    if (isFolder(join(at, ".git")) || readText(join(at, ".git")) !== undefined) return true;
    if (dirname(at) === at) return false;
  }
}

function ignoreCacheFolder(dir: AbsPath): InitStep {
  const file = join(dir, ".gitignore");
  const text = readText(file) ?? "";
  if (/^\/?\.merkl\/?\s*$/m.test(text)) {
    return { path: ".gitignore", changed: false, what: "has .merkl/ already" };
  }
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || /[\r\n]$/.test(text) ? "" : eol;
  writeFileAtomicSync(file, utf8(`${text}${gap}.merkl/${eol}`));
  return { path: ".gitignore", changed: true, what: "has .merkl/ now" };
}

function writeExample(dir: AbsPath): InitStep {
  try {
    Deno.writeTextFileSync(join(dir, "pipeline.ts"), EXAMPLE, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return { path: "pipeline.ts", changed: false, what: "is there already and was left as it is" };
  }
  return { path: "pipeline.ts", changed: true, what: "written; try merkl run pipeline.ts" };
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isFolder(path)) return undefined;
    throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
