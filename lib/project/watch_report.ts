/** What a run under `--watch` tells the process that started it: the files that it depends on. */

import { type AbsPath, absPath, dirname } from "../util/path.ts";
import { userFileUrls } from "./hooks.ts";
import type { RunScope } from "./run_scope.ts";

/** The environment variable with the path of the file to write; not a setting. */
export const REPORT_VARIABLE = "_MERKL_WATCH";

/** Absolute paths. */
export interface WatchReport {
  /** Sources, inputs, what bodies said they read, and project files; some may not exist. */
  readonly files: readonly string[];
  /** What the run itself writes: no reason to run again. */
  readonly outputs: readonly string[];
}

/** Files in the root and beside the pipeline that change what its imports mean, or its settings. */
const PROJECT_FILES = [
  "merkl.json",
  "deno.json",
  "deno.jsonc",
  "deno.lock",
  "package.json",
  "package-lock.json",
];

/** Collects what a run depends on, and writes it when it is disposed of, however the run ended. */
export class WatchReporter implements Disposable {
  readonly #target: string;
  readonly #files = new Set<string>();
  /** The run, once there is one. */
  scope: RunScope | undefined;

  constructor(target: string, { root, file }: { root: AbsPath; file: AbsPath }) {
    this.#target = target;
    this.#files.add(file);
    for (const folder of new Set([root, dirname(file)])) {
      for (const name of PROJECT_FILES) this.#files.add(absPath(name, folder));
    }
  }

  /** Takes note of a file that was asked for. */
  readonly add = (path: string): void => void this.#files.add(path);

  [Symbol.dispose](): void {
    for (const url of userFileUrls()) this.#files.add(absPath(url));
    const report: WatchReport = {
      files: [...this.#files],
      outputs: this.scope?.outputs.all().map(({ path }) => path) ?? [],
    };
    Deno.writeTextFileSync(this.#target, JSON.stringify(report));
  }
}

/** Reports if the process that started this one watches; undefined if nobody does. */
export function watchReporter(
  pipeline: { root: AbsPath; file: AbsPath },
): WatchReporter | undefined {
  const target = Deno.env.get(REPORT_VARIABLE);
  if (target === undefined) return undefined;
  // what bodies start is no part of it
  Deno.env.delete(REPORT_VARIABLE);
  return new WatchReporter(target, pipeline);
}
