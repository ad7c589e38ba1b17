/** Imports the user's pipeline module: the one place that runs user code from a file. */

import {
  importFailed,
  pipelineIsFolder,
  pipelineNoModule,
  pipelineNotFound,
} from "../error/load_errors.ts";
import { createResolver, type Resolver } from "../source/resolve.ts";
import { byCodeUnit } from "../util/order.ts";
import { type AbsPath, basename, dirname, fileUrl, join } from "../util/path.ts";
import { nearest } from "../util/text.ts";
import {
  followUserCode,
  loadExport,
  notePackage,
  placeOf,
  registerHooks,
  runningLibrary,
  type SeenPackage,
  takeFailure,
  takeSeenPackages,
} from "./hooks.ts";
import { explainLoadError, firstLine } from "./load_error.ts";
import { MERKL, plainModules } from "./plain_imports.ts";

const MODULE = /\.(ts|tsx|mts|js|jsx|mjs)$/;

/**
 * Imports a module and all that it imports, and gives its exports. `installHooks` must have been
 * called. A module is run once in a process: another call gives the same exports.
 * @throws {MerklError} if the file is missing, a folder, malformed, imports what isn't there, or
 * throws; `cause` has the engine's own error
 */
export async function loadPipeline(path: AbsPath): Promise<Record<string, unknown>> {
  checkPipelineFile(path);
  const url = fileUrl(path);
  const resolver = createResolver({ root: dirname(path) as AbsPath });
  const library = runningLibrary();
  const hasMerkl = library !== undefined && await isKnownToDeno(library);
  const plain = plainModules(path, resolver, hasMerkl);
  if (plain === undefined) await registerHooks();
  for (const module of plain?.urls ?? [url]) followUserCode(module, resolver);
  takeFailure();
  takeSeenPackages();
  plain?.packages.forEach(notePackage);
  const prepared = new Set<string>();
  for (;;) {
    try {
      return await import(url);
    } catch (error) {
      // Deno prepares the packages that it finds in the text of a file before the hooks are asked,
      // so that what they put in its place must be prepared by an import of its own
      const packages = takeSeenPackages().filter(({ importable }) => !prepared.has(importable));
      if (packages.length === 0) throw explain(error, path, resolver);
      for (const found of packages) {
        prepared.add(found.importable);
        await prepare(found);
      }
    }
  }
}

/** Whether `@merkl/merkl` is `library` without hooks: so it is beside merkl's own `deno.json`. */
export async function isKnownToDeno(library: Readonly<Record<string, unknown>>): Promise<boolean> {
  try {
    const url = import.meta.resolve(MERKL);
    if (!url.startsWith("file:")) return false; // another copy, perhaps from the network
    const found: Record<string, unknown> = await import(url);
    return found["Future"] !== undefined && found["Future"] === library["Future"];
  } catch {
    return false;
  }
}

function explain(error: unknown, path: AbsPath, resolver: Resolver): unknown {
  const failure = takeFailure();
  const said = error instanceof Error ? error.message : "";
  if (failure !== undefined && said.includes(failure.message)) return failure;
  return explainLoadError(error, path, resolver);
}

async function prepare({ importable, specifier, file }: SeenPackage): Promise<void> {
  try {
    if (!await loadExport(importable)) await import(importable);
  } catch (error) {
    throw importFailed({
      specifier,
      file,
      why: whyNoPackage(error),
      hint: `Look at its name and version, and at the network: Deno was asked for ${importable}`,
      place: placeOf(specifier, file),
      cause: error,
    });
  }
}

/** Deno's own words for a package that the registry doesn't give speak of its inner lists. */
function whyNoPackage(error: unknown): string {
  const said = firstLine(error);
  return /^Could not find constraint/.test(said) ? "no such package or version was found" : said;
}

/**
 * Refuses a file that isn't there, or is a folder; to be called while the user's own folder is the
 * current one, so that the message has the path as they would write it.
 * @throws {MerklError} `pipeline-not-found`, `pipeline-is-folder`, `pipeline-no-module`
 */
export function checkPipelineFile(path: AbsPath): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
    const folder = dirname(path);
    const near = nearModule(basename(path), modulesIn(folder));
    throw pipelineNotFound(path, near === undefined ? undefined : join(folder, near));
  }
  if (info.isDirectory) throw pipelineIsFolder(path, modulesIn(path));
  const [extension] = /\.\w+$/.exec(basename(path).slice(1)) ?? [];
  if (extension && !/^\.[cm]?[jt]sx?$/i.test(extension)) throw pipelineNoModule(path);
}

function nearModule(name: string, modules: readonly string[]): string | undefined {
  return modules.find((module) => module.replace(MODULE, "") === name) ?? nearest(name, modules);
}

function modulesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ isFile, name }) => isFile && MODULE.test(name))
      .map(({ name }) => name)
      .sort(byCodeUnit);
  } catch {
    return [];
  }
}
