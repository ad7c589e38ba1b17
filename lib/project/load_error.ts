/** What the engine says of a module that can't be loaded, in words that help. */

import {
  importFailed,
  jsonWithoutAttribute,
  loadFailed,
  missingExport,
  pipelineSyntax,
  pipelineThrew,
} from "../error/load_errors.ts";
import { isMerklError } from "../error/merkl_error.ts";
import type { Place } from "../error/place.ts";
import type { Resolver } from "../source/resolve.ts";
import { type AbsPath, fileURLToPath } from "../util/path.ts";
import { isUserCode } from "./hooks.ts";

const AT = /\bat (?:async )?(?:.*\()?(file:\/\/[^\s()]+?):(\d+):(\d+)\)?/;

/** A MerklError for whatever `import(path)` threw; one that user code let through stays itself. */
export function explainLoadError(error: unknown, path: AbsPath, resolver: Resolver): unknown {
  if (isMerklError(error)) return error;
  if (!(error instanceof Error)) return pipelineThrew(path, error, []);
  const { message } = error;
  const place = placeIn(message);
  const inLoader = (error as { code?: unknown }).code === "ERR_MODULE_NOT_FOUND";
  if (place !== undefined && error.name === "SyntaxError") return syntaxOf(message, place);
  if (!inLoader) return pipelineThrew(path, error, userFrames(error));
  if (place !== undefined && /SyntaxError: |could not be parsed/.test(message)) {
    const what = /(?:SyntaxError|could not be parsed): *(.*)/.exec(message)?.[1];
    return pipelineSyntax(what ?? firstLine(error), place);
  }
  const missing = /Module not found "(file:[^"]+)"/.exec(message)?.[1];
  if (missing === undefined) return loadFailed(path, firstLine(error), error);
  const file = (place?.file ?? path) as AbsPath;
  const resolved = resolver.resolve(missing, file);
  const why = resolved.kind === "unknown" ? resolved.why : "it isn't there";
  return importFailed({ specifier: missing, file, why, place, cause: error });
}

/** The engine found it when it linked the modules. */
function syntaxOf(message: string, place: Place): unknown {
  const what = firstLine(message).replace(/ at file:.*$/, "");
  if (place.file.endsWith(".json")) return jsonWithoutAttribute(place.file);
  return /does not provide an export/.test(what)
    ? missingExport(what, place)
    : pipelineSyntax(what, place);
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

function userFrames(error: Error): Place[] {
  return (error.stack ?? "").split("\n").flatMap((line) => {
    const url = AT.exec(line)?.[1];
    return url !== undefined && isUserCode(url) ? [placeIn(line)!] : [];
  });
}
