/** Where a pipeline is, and its loading: so begins every command that looks into one. */

import { say } from "../report/say.ts";
import { type AbsPath, absPath, dirname } from "../util/path.ts";
import { otherThanRunning } from "./asked_library.ts";
import { type Config, readConfig } from "./config.ts";
import { installHooks } from "./hooks.ts";
import { checkPipelineFile, loadPipeline } from "./load.ts";
import { findRoot } from "./root.ts";
import type { LibraryModules } from "./run_pipeline.ts";
import { talkOnStderr } from "./talk_on_stderr.ts";

/** What a command line says about the place of a pipeline. */
export interface PipelineRequest {
  /** As the user named it. */
  readonly file: string;
  /** Where the user stands, or `-C`. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** A pipeline's file and its project's root. */
export interface PipelinePlace {
  readonly file: AbsPath;
  readonly root: AbsPath;
}

/** Where a pipeline and its project are. */
export function placeOfPipeline({ file: given, cwd, root }: PipelineRequest): PipelinePlace {
  const file = absPath(given, cwd);
  return { file, root: root ?? findRoot(dirname(file) as AbsPath) };
}

/**
 * Works in the project's root from now on; gives its settings.
 *
 * @param asked The cache that the command line names.
 * @throws {MerklError} if the file can't be one, or a setting is wrong
 */
export function enterProject(
  { file, root }: PipelinePlace,
  { cwd, asked }: { readonly cwd: AbsPath; readonly asked?: string | null | undefined },
): Config {
  checkPipelineFile(file);
  const config = readConfig({ root, cwd, asked });
  Deno.chdir(root);
  return config;
}

/** Loads a pipeline's module, for which merkl is `library`. What it says goes to standard error. */
export async function loadUserCode(
  file: AbsPath,
  library: LibraryModules,
): Promise<Record<string, unknown>> {
  installHooks(library);
  talkOnStderr();
  const module = await loadPipeline(file);
  for (const line of await otherThanRunning(library.version)) say(`warning: ${line}`);
  return module;
}
