/** `merkl status`: says which tracked files are not as they were. */

import { trackedColumns } from "../cache/tracked_files.ts";
import type { FileColumns } from "../file/scan_files.ts";
import { type AbsPath, isAbsolute, join, relative } from "../util/path.ts";
import { byCodeUnit } from "../util/order.ts";
import { grouped } from "../util/text.ts";
import { checkPaths, pathFilter } from "./path_filter.ts";
import type { LibraryModules } from "./run_pipeline.ts";
import { scanTracked } from "./scan_tracked.ts";
import type { FileStatus } from "./status.ts";
import type { WiredFiles } from "./status_pipeline.ts";
import { storedDatabase } from "./stored_database.ts";

/** A command line of `merkl status`, taken apart. */
export interface StatusRequest {
  readonly paths: readonly string[];
  /** A pipeline whose files alone are meant. */
  readonly pipeline: { readonly file: string; readonly export?: string } | undefined;
  /** List what is unchanged as well. */
  readonly all: boolean;
  /** Say by the exit code whether all is unchanged. */
  readonly exitCode: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
  readonly library: () => Promise<LibraryModules>;
}

/** Says what became of tracked files; gives the exit code. */
export async function statusCommand(request: StatusRequest): Promise<number> {
  const { cwd, json, quiet } = request;
  const database = storedDatabase(request);
  const { root, file } = database;
  Deno.chdir(root);
  const wired = request.pipeline === undefined
    ? undefined
    : await (await import("./status_pipeline.ts")).wirePipeline(request, database);
  const tracked = trackedColumns(file);
  const filter = pathFilter(request.paths, { root, cwd });
  const progress = new Progress(tracked.count, request);
  const scan = await scanTracked({ ...tracked, filter, progress: progress.show });
  progress.clear();
  checkPaths(request.paths, { root, cwd, tracked: () => pathsIn(scan.chunks, wired) });
  let found: readonly FileStatus[] = [];
  let total = scan.compared;
  if (scan.findings.length > 0 || wired !== undefined) {
    const { details } = await import("./status_details.ts");
    const described = await details(scan, { database, wired, filter });
    found = described.files;
    total = described.total ?? total;
  }
  const listed = request.all && wired === undefined
    ? withUnchanged(found, filter, scan)
    : found.filter(({ state }) => request.all || state !== "unchanged");
  const inOrder = found.every(({ state }) => state === "unchanged");
  if (json || listed.length > 0 || !quiet) {
    const { printStatus } = await import("../report/status_text.ts");
    const shown = (path: string) => isAbsolute(path) ? path : relative(cwd, join(root, path));
    printStatus(listed, { total, json, quiet, shown, found });
  }
  return request.exitCode && !inOrder ? 1 : 0;
}

/** The paths of tracked files, and of those that a pipeline would write. */
function pathsIn(chunks: readonly string[], wired: WiredFiles | undefined): string[] {
  const tracked = chunks.flatMap((chunk) => (JSON.parse(chunk) as FileColumns)[0]);
  return [...tracked, ...wired?.outputs.keys() ?? []];
}

/** Also the files whose stat alone has shown that they are as they were. */
function withUnchanged(
  found: readonly FileStatus[],
  filter: string | null,
  { chunks, findings }: Awaited<ReturnType<typeof scanTracked>>,
): FileStatus[] {
  const looked = new Set(findings.map(({ path }) => path));
  const meant = filter === null ? undefined : new RegExp(filter, "s");
  const rest = chunks.flatMap((chunk) => {
    const [paths, , , , , known] = JSON.parse(chunk) as FileColumns;
    return paths.map((path, i): FileStatus => {
      return { path, kind: known[i]! < 4 ? "input" : "output", state: "unchanged" };
    });
  }).filter(({ path }) => !looked.has(path) && (meant?.test(path) ?? true));
  return [...found, ...rest].sort((a, b) => byCodeUnit(a.path, b.path));
}

/** A line that is written over and over while files are read. */
class Progress {
  readonly #count: number;
  readonly #enabled: boolean;
  #shown = false;

  constructor(count: number, { quiet }: { readonly quiet: boolean }) {
    this.#count = count;
    this.#enabled = !quiet && Deno.stderr.isTerminal();
  }

  readonly show = (done: number): void => {
    if (!this.#enabled) return;
    this.#shown = true;
    this.#write(`looked at ${grouped(done)} of ${grouped(this.#count)} files\r`);
  };

  clear(): void {
    if (this.#shown) this.#write("");
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  }
}
