/** What the engine says of a module that can't be loaded, in words that help. */

import {
  importFailed,
  jsonWithoutAttribute,
  loadFailed,
  missingExport,
  pipelineSyntax,
  pipelineThrew,
} from "../error/load_errors.ts";
import { isMerklError, retold } from "../error/merkl_error.ts";
import { type Place, placeAt } from "../error/place.ts";
import { reasonOf } from "../error/reason.ts";
import type { Resolver } from "../source/resolve.ts";
import { type AbsPath, basename, displayPath, fileURLToPath } from "../util/path.ts";
import { readTextFile } from "../source/project_files.ts";
import { placeOf, runningLibrary, userFileUrls } from "./hooks.ts";

const LIBRARY = "@merkl/merkl";

const AT = /\bat (?:async )?(?:.*\()?(file:\/\/[^\s()]+?):(\d+):(\d+)\)?/;

/** A MerklError for whatever `import(path)` threw, named `LoadError`. */
export function explainLoadError(error: unknown, path: AbsPath, resolver: Resolver): unknown {
  if (isMerklError(error)) return retold(error, { name: "LoadError" });
  if (!(error instanceof Error)) return pipelineThrew(path, error);
  const { message } = error;
  const place = placeIn(message);
  const inLoader = (error as { code?: unknown }).code === "ERR_MODULE_NOT_FOUND";
  if (place !== undefined && error.name === "SyntaxError") {
    return syntaxOf(message, place, resolver);
  }
  if (error instanceof SyntaxError && / in JSON at position \d+/.test(message)) {
    const malformed = malformedJson(message);
    if (malformed !== undefined) return malformed;
  }
  if (!inLoader) return pipelineThrew(path, error);
  if (place !== undefined && /SyntaxError: |could not be parsed/.test(message)) {
    const what = /(?:SyntaxError|could not be parsed): *(.*)/.exec(message)?.[1];
    return pipelineSyntax(what ?? firstLine(error), place);
  }
  const missing = /Module not found "(file:[^"]+)"/.exec(message)?.[1];
  if (missing === undefined) {
    const said = whyUnreadable(message, path) ?? firstLine(error);
    return loadFailed(path, said, { cause: error, place });
  }
  const file = (place?.file ?? path) as AbsPath;
  const resolved = resolver.resolve(missing, file);
  const why = resolved.kind === "unknown" ? resolved.why : "it isn't there";
  return importFailed({ specifier: missing, file, why, place, cause: error });
}

/** Why a file that was to be imported can't be read, which the engine doesn't say. */
function whyUnreadable(message: string, path: AbsPath): string | undefined {
  const url = /^Import '(file:[^']+)' failed/.exec(message)?.[1];
  if (url === undefined) return undefined;
  const file = fileURLToPath(url);
  try {
    Deno.openSync(file).close();
    return undefined;
  } catch (error) {
    const why = reasonOf(error);
    return file === path ? why : `${displayPath(file)}: ${why}`;
  }
}

/** The engine found it when it linked the modules. */
function syntaxOf(message: string, place: Place, resolver: Resolver): unknown {
  const what = firstLine(message).replace(/ at file:.*$/, "");
  if (place.file.endsWith(".json")) {
    return jsonWithoutAttribute(place.file, importOf(basename(place.file)));
  }
  const missing = /module '(.+)' does not provide an export named '(.+)'/.exec(what);
  if (missing === null) return pipelineSyntax(what, place);
  const [, module, name] = missing;
  const known = exportsOf(module!, place.file as AbsPath, resolver);
  return missingExport(name!, { module: module!, known, place });
}

/** The imported JSON file of which the engine says this, without saying of which. */
function malformedJson(message: string): unknown {
  for (const url of userFileUrls()) {
    if (!url.endsWith(".json")) continue;
    const file = fileURLToPath(url);
    const text = readTextFile(file as AbsPath) ?? "";
    try {
      JSON.parse(text);
    } catch (error) {
      const said = error instanceof Error ? error.message : "";
      const [, what, at] = /^(.*) in JSON at position (\d+)/.exec(said) ?? [];
      if (what === undefined || !message.startsWith(said)) continue;
      return pipelineSyntax(what, placeAt(file, text, Number(at)));
    }
  }
  return undefined;
}

/** Where some user code imports a file of this name. */
function importOf(name: string): Place | undefined {
  for (const url of userFileUrls()) {
    const file = fileURLToPath(url) as AbsPath;
    const quoted = new RegExp(`["'\`]([^"'\`\n]*/${RegExp.escape(name)})["'\`]`);
    const specifier = quoted.exec(readTextFile(file) ?? "")?.[1];
    if (specifier !== undefined) return placeOf(specifier, file);
  }
  return undefined;
}

/** Names that a module exports, as far as they are easily had: for the one that may be meant. */
function exportsOf(specifier: string, from: AbsPath, resolver: Resolver): string[] {
  const resolved = resolver.resolve(specifier, from);
  const text = resolved.kind === "local" ? readTextFile(resolved.path) : undefined;
  if (text === undefined) return specifier === LIBRARY ? Object.keys(runningLibrary() ?? {}) : [];
  const declared = /^export\s+(?:async\s+)?(?:const|let|function\*?|class|enum)\s+([\w$]+)/gm;
  return [...text.matchAll(declared)].map((match) => match[1]!);
}

/** The first line of what was thrown, without where. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!.trim();
}

function placeIn(line: string): Place | undefined {
  const match = AT.exec(line);
  if (match === null) return undefined;
  return { file: fileURLToPath(match[1]!), line: Number(match[2]), column: Number(match[3]) };
}
