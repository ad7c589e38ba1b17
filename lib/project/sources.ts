/** The source files of a project: what functions depend on, and what modules export. */

import { createSourceReader } from "../source/code_hash.ts";
import { describeExports } from "../source/describe_export.ts";
import type { ExportInfo } from "../source/export_info.ts";
import { readPermitted } from "../source/files.ts";
import { createResolver } from "../source/resolve.ts";
import type { ModuleResolver } from "../source/resolver_types.ts";
import type { Analysis, AnalysisMemo, AnalyzeRequest, SourceReader } from "../source/types.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { loadedModules, loadedSource, refuseYounger } from "./loaded_sources.ts";

/** What reading sources needs. */
export interface SourcesOptions {
  readonly root: AbsPath;
  readonly memo: AnalysisMemo;
  /** Told every file that is read. */
  readonly onFile?: ((path: string) => void) | undefined;
  /** The content hash of a file that code names. */
  readonly hashFile?: ((path: AbsPath) => string) | undefined;
  /** When the code began to be loaded, in milliseconds since the epoch. */
  readonly loadedAt?: number | undefined;
}

/** Reads each file as it is when first asked for. */
export class Sources {
  readonly #reader: SourceReader;
  readonly #files: {
    readonly resolver: ModuleResolver;
    readonly memo: AnalysisMemo;
    readonly readFile: (path: AbsPath) => Uint8Array | undefined;
  };

  constructor({ root, memo, onFile, hashFile, loadedAt }: SourcesOptions) {
    this.#files = {
      resolver: createResolver({ root, isMerkl }),
      memo,
      readFile: (path) => {
        onFile?.(path);
        if (loadedAt === undefined) return readPermitted(path);
        const loaded = loadedSource(path);
        if (loaded !== undefined) return loaded;
        const bytes = readPermitted(path);
        if (bytes !== undefined) refuseYounger(path, loadedAt);
        return bytes;
      },
    };
    this.#reader = createSourceReader({
      ...{ root, ...this.#files, program: programModules },
      ...(hashFile === undefined ? {} : {
        hashFile: (path) => {
          onFile?.(path);
          try {
            return hashFile(path);
          } catch {
            return undefined;
          }
        },
      }),
    });
  }

  /** Locates a function and hashes what it depends on. */
  analyze(request: AnalyzeRequest): Analysis {
    return this.#reader.analyze(request);
  }

  /** What a module exports, from its text. */
  exports(file: AbsPath): ExportInfo[] {
    return describeExports(file, this.#files);
  }
}

/** Whether a file is merkl's own: then it is no dependency of anybody's task. */
function isMerkl(path: string): boolean {
  return OWN_FOLDER !== undefined &&
    (path === `${OWN_FOLDER}mod.ts` || path.startsWith(`${OWN_FOLDER}lib/`));
}

/** What the command line loaded; in a program of the user's, its main module. */
function programModules(): AbsPath[] {
  const loaded = loadedModules();
  if (loaded.length > 0 || OWN_FOLDER === undefined) return loaded;
  // asking for it needs the permission, and must not ask the user
  if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return [];
  const main = Deno.mainModule;
  return main.startsWith("file:") && !isMerkl(absPath(main)) ? [absPath(main)] : [];
}

/** The folder of merkl's sources; undefined if it is bundled into one file. */
const OWN_FOLDER = /^(.*[\\/])lib[\\/]project[\\/]sources\.ts$/.exec(ownPath())?.[1];

function ownPath(): string {
  return import.meta.url.startsWith("file:") ? absPath(import.meta.url) : import.meta.url;
}
