/** Why a pipeline's module can't be loaded. Of all, the exit code is 3. */

import { displayPath, join } from "../util/path.ts";
import { listed, nearest } from "../util/text.ts";
import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";
import { thrownPlace } from "./user_frames.ts";

/** More names than this are no help. */
const MOST_LISTED = 8;

function loadError(parts: ConstructorParameters<typeof MerklError>[0]): MerklError {
  return new MerklError({ name: "LoadError", ...parts });
}

/** No such file; `near` is the likeliest of its folder's modules. */
export function pipelineNotFound(path: string, near: string | undefined): MerklError {
  return loadError({
    code: "pipeline-not-found",
    message: `There is no file ${displayPath(path)}` +
      (near === undefined ? "" : `; did you mean ${displayPath(near)}?`),
    hint: "Give the module that exports your pipeline: merkl run pipeline.ts",
  });
}

/** A folder where a module is expected; `modules` are the names of those in it. */
export function pipelineIsFolder(path: string, modules: readonly string[]): MerklError {
  const shown = modules.slice(0, 5).map((name) => displayPath(join(path, name)));
  return loadError({
    code: "pipeline-is-folder",
    message: `${displayPath(path)} is a folder, but a module was expected`,
    hint: shown.length === 0
      ? "Give the module that exports your pipeline: merkl run pipeline.ts"
      : `Give one of its modules: ${listed(shown, "or")}`,
  });
}

/** A package of npm may be meant by a bare name. */
function wayToAdd(specifier: string): string {
  const name = /^(?:@[\w.-]+\/)?[a-z][\w.-]*(?=$|\/)/.exec(specifier)?.[0];
  return name === undefined ? "" : `: \`deno add npm:${name}\` does, if it is a package of npm`;
}

/** A file that is no module, by its name. */
export function pipelineNoModule(path: string): MerklError {
  return loadError({
    code: "pipeline-no-module",
    message: `${displayPath(path)} is no TypeScript or JavaScript, but a module was expected`,
    hint: "Give the module that exports your pipeline, and the file as its argument: " +
      `merkl run pipeline.ts ${displayPath(path)}`,
  });
}

/** A file on the way is no TypeScript or JavaScript. `what` is the compiler's own sentence. */
export function pipelineSyntax(what: string, place: Place): MerklError {
  return loadError({
    code: "pipeline-syntax",
    message: `${displayPath(place.file)} can't be read: ${what}`,
    place,
  });
}

/** An import that stands for nothing. `why` says why; `file` is the importing one. */
export function importFailed(parts: {
  readonly specifier: string;
  readonly file: string;
  readonly why: string;
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly cause?: unknown;
}): MerklError {
  return loadError({
    code: "import-failed",
    message: `Cannot import "${parts.specifier}" in ${displayPath(parts.file)}: ${parts.why}`,
    hint: parts.hint ??
      (/^\.{0,2}\//.test(parts.specifier)
        ? "Correct the path: it is taken from the folder of the file that imports it"
        : `Correct the specifier, or add it to "imports" of the deno.json that ${
          displayPath(parts.file)
        } belongs to${wayToAdd(parts.specifier)}`),
    place: parts.place,
    cause: parts.cause,
  });
}

/** The one binary can't fetch packages. `deno`: whether there is one on the PATH that could. */
export function packageInBinary(
  specifier: string,
  request: { readonly file: string; readonly deno: boolean; readonly place: Place | undefined },
): MerklError {
  const { file, deno, place } = request;
  return importFailed({
    specifier,
    file,
    why: "the merkl binary holds no packages but its own",
    hint: deno
      ? "Let the Deno on your PATH run it: merkl --deno run FILE"
      : "Install Deno (https://deno.com), then: merkl --deno run FILE",
    place,
  });
}

/** `--deno` where there is none. */
export function denoNotFound(): MerklError {
  return loadError({
    code: "deno-not-found",
    message: "--deno needs Deno, but there is no deno on the PATH",
    hint: "Install it (https://deno.com), or leave --deno out if the pipeline imports no packages",
  });
}

/** `--deno` with one that can't run merkl. */
export function denoTooOld(
  path: string,
  found: readonly number[],
  oldest: string,
): MerklError {
  return loadError({
    code: "deno-too-old",
    message: `--deno needs Deno ${oldest} or later, but ${path} is ${found.join(".")}`,
    hint: "Bring it up to date: deno upgrade",
  });
}

/**
 * JSX that the project's settings have compiled to something that merkl can't have Deno make of it.
 * @param pragma What the file must say instead: `@jsxImportSource preact`
 */
export function jsxSettings(
  file: string,
  { pragma, place }: { readonly pragma: string; readonly place: Place },
): MerklError {
  return loadError({
    code: "jsx-settings",
    message: `The JSX of ${
      displayPath(file)
    } would not be compiled as compilerOptions of its deno.json say: merkl runs it by settings of its own`,
    hint: `Begin the file with /** ${pragma} */`,
    place,
  });
}

/** `import { nope } from "./x.ts"`, where x.ts has no such export. `known`: those that it has. */
export function missingExport(
  name: string,
  request: { readonly module: string; readonly known: readonly string[]; readonly place: Place },
): MerklError {
  const { module, known, place } = request;
  const near = nearest(name, known);
  return loadError({
    code: "missing-export",
    message: `"${module}" exports no ${name}${near === undefined ? "" : `; did you mean ${near}?`}`,
    hint: near !== undefined || known.length === 0 || known.length > MOST_LISTED
      ? undefined
      : `It exports ${listed(known)}`,
    place,
  });
}

/** `import data from "./x.json"` without an attribute. `place`: of the import. */
export function jsonWithoutAttribute(file: string, place: Place | undefined): MerklError {
  return loadError({
    code: "json-without-attribute",
    message: `${displayPath(file)} was imported as code, but it is JSON`,
    hint: `Write: import data from "./x.json" with { type: "json" }`,
    place: place ?? { file, line: 1, column: 1 },
  });
}

/** The module's own top level threw. */
export function pipelineThrew(path: string, error: unknown): MerklError {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const early = /^Cannot access '(.+)' before initialization$/.exec(
    error instanceof Error ? error.message : "",
  )?.[1];
  return loadError({
    code: "pipeline-threw",
    message: `${displayPath(path)} threw while it was loaded: ${said}`,
    hint: early === undefined
      ? "A pipeline's module runs from top to bottom before merkl sees its functions"
      : `Define ${early} above what names it`,
    place: thrownPlace(error),
    cause: error,
  });
}

/** Anything else that the engine says; `said` is its first line. */
export function loadFailed(
  path: string,
  said: string,
  { cause, place }: { readonly cause: unknown; readonly place: Place | undefined },
): MerklError {
  return loadError({
    code: "load-failed",
    message: `${displayPath(path)} can't be loaded: ${said}`,
    place,
    cause,
  });
}

/** Said when a project asks for a merkl that isn't the one that runs. */
export function anotherLibrary(
  specifier: string,
  { file, version }: { readonly file: string; readonly version: string },
): string {
  return `${
    displayPath(file)
  } asks for ${specifier}, but merkl ${version} runs, and is what it gets: ` +
    "change the range, or run the merkl that it asks for";
}

/** A source was saved while the code was being loaded. */
export function codeChanged(path: string): MerklError {
  return loadError({
    code: "code-changed",
    message: `${displayPath(path)} was saved while the pipeline was being loaded`,
    hint: "Run it again: it isn't known which of the two texts would run",
  });
}
