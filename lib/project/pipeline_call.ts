/** From a loaded module and a command line to the call that is to be run. */

import type { AbsPath } from "../util/path.ts";
import { parsePipelineArgs } from "./pipeline_args.ts";
import { asksForHelp, callOf, pipelineHelp, pipelineHelpJson } from "./pipeline_help.ts";
import { pickExport } from "./pick_export.ts";
import { kebab, optionsOf } from "./pipeline_usage.ts";
import type { Sources } from "./sources.ts";

/** What is to be called. */
export interface CallRequest {
  /** As the user named it. */
  readonly file: string;
  readonly export?: string;
  /** The function's own arguments. */
  readonly args: readonly string[];
  /** How many of them may ask for help: the others stood behind `--`. */
  readonly open: number;
  /** Long names of merkl's own options, which the function gets only from behind `--`. */
  readonly reserved: readonly string[];
  /** Those of them that were given where the function's stand. @default {[]} */
  readonly claimed?: readonly string[];
  /** merkl's command. @default {"run"} */
  readonly command?: string;
  /** Help as JSON. @default {false} */
  readonly json?: boolean;
  /** Where the user stands: where paths among the arguments start. */
  readonly cwd: AbsPath;
}

/** A call ready to be made, or the help that was asked for. */
export type PipelineCall =
  | {
    readonly kind: "call";
    readonly name: string;
    readonly call: () => unknown;
    /** Options that merkl took for its own, though the function has some of that name. */
    readonly shadowed: readonly string[];
  }
  | { readonly kind: "help"; readonly text: string };

/**
 * Picks the export and reads its arguments.
 * @throws {MerklError} a `UsageError`, or a `LoadError` if nothing can be run
 */
export function pipelineCall(
  request: CallRequest,
  loaded: {
    readonly path: AbsPath;
    readonly module: Readonly<Record<string, unknown>>;
    readonly sources: Sources;
  },
): PipelineCall {
  const { file, reserved, cwd, open, command = "run" } = request;
  const exports = loaded.sources.exports(loaded.path);
  const { info, call } = pickExport(exports, loaded.module, {
    file,
    name: request.export,
    command,
  });
  const written = callOf(info, exports, { file, command });
  if (asksForHelp(request.args.slice(0, request.open))) {
    const text = request.json
      ? pipelineHelpJson(info, written)
      : pipelineHelp(info, exports, { file, command, reserved });
    return { kind: "help", text };
  }
  const args = parsePipelineArgs(info, request.args, { call: written, cwd, reserved, open });
  const shadowed = optionsOf(info).map(({ name }) => kebab(name))
    .filter((name) => request.claimed?.includes(name));
  return { kind: "call", name: info.name, call: () => call(...args), shadowed };
}
