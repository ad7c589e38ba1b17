/**
 * Runs that began and haven't ended: `PID-ID.run` in the folder where processes meet, which its process
 * locks for as long as the run goes on. The system drops the lock of a process that is killed, so that
 * another one can tell.
 */

import { join } from "../util/path.ts";
import type { Cache, RunRecord } from "./interfaces.ts";
import { networkFileSystem } from "./network_folder.ts";
import { writeAll } from "../util/write_all.ts";

/** The exit code under which a run is kept whose process was killed, or whose machine went down. */
export const DID_NOT_END = -1;

/** The command under which runs that a program asked for are kept. */
export const LIBRARY = "library";

const ENDING = ".run";

/** Milliseconds within which a mark without content may be one that is being written. */
const YOUNG = 60_000;
/** Among so many runs one that left its mark is looked for. */
const LATEST = 1000;

/** What is known of a run when it begins. */
export type BegunRun = Pick<RunRecord, "command" | "target" | "started" | "argv" | "commit">;

/**
 * Leaves a mark of a run of this process in the cache's folder; gives what takes it away when the run
 * has ended and is recorded. Undefined where there can be none: the run is none the worse.
 */
export function leaveMark(cacheFolder: string, run: BegunRun): (() => void) | undefined {
  let file: Deno.FsFile | undefined;
  try {
    // there a lock may not be seen by all
    if (networkFileSystem(cacheFolder) !== undefined) return undefined;
    const folder = placeOf(cacheFolder);
    Deno.mkdirSync(folder, { recursive: true });
    const path = join(folder, `${Deno.pid}-${crypto.randomUUID().slice(0, 8)}${ENDING}`);
    const made = file = Deno.openSync(path, { createNew: true, write: true });
    // an empty one tells nobody anything
    made.lockSync(true);
    const bytes = new TextEncoder().encode(JSON.stringify(run));
    writeAll(made, bytes);
    return () => discard(made, path);
  } catch {
    file?.close();
    return undefined;
  }
}

/** Records the runs whose processes are gone. Whatever goes wrong is left to the next who looks. */
export async function recordUnended(cacheFolder: string, cache: Cache): Promise<void> {
  for (const { path, file, run } of unended(cacheFolder)) {
    try {
      const counts = { cached: 0, run: 0, failed: 0 };
      if (!await isRecorded(run, cache)) {
        await cache.recordRun({ ...run, counts, duration: 0, exitCode: DID_NOT_END }, []);
      }
      discard(file, path);
    } catch {
      file.close();
    }
  }
}

/** Whether whoever recorded it was killed before the mark was taken away. */
async function isRecorded({ started, target }: BegunRun, cache: Cache): Promise<boolean> {
  const runs = await cache.runs(LATEST);
  return runs.some((one) => one.started === started && one.target === target);
}

/** The marks of dead processes, each locked by this one. */
function* unended(
  cacheFolder: string,
): Iterable<{ readonly path: string; readonly file: Deno.FsFile; readonly run: BegunRun }> {
  const folder = placeOf(cacheFolder);
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const file = opened(path);
    if (file === undefined) continue;
    const run = runOf(path);
    if (run !== undefined) yield { path, file, run };
    else if (isOld(file)) discard(file, path);
    else file.close();
  }
}

/** A mark that nobody else has, under a lock; undefined if its process lives. */
function opened(path: string): Deno.FsFile | undefined {
  try {
    const file = Deno.openSync(path, { read: true, write: true });
    if (file.tryLockSync(true)) return file;
    file.close();
  } catch {
    // somebody else has just removed it
  }
  return undefined;
}

/** What a mark says; undefined if it is being written, or removed. */
function runOf(path: string): BegunRun | undefined {
  try {
    const run = JSON.parse(Deno.readTextFileSync(path)) as BegunRun;
    return typeof run.target === "string" ? run : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is older than the moment that it takes to write one: the machine went down. */
function isOld(file: Deno.FsFile): boolean {
  return Date.now() - (file.statSync().mtime?.getTime() ?? 0) > YOUNG;
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(ENDING));
  } catch {
    return [];
  }
}

function discard(file: Deno.FsFile, path: string): void {
  // while it is locked, so that nobody else records it; but Windows removes no open file
  const inUse = Deno.build.os === "windows";
  if (inUse) file.close();
  try {
    Deno.removeSync(path);
  } catch {
    // the next who looks does
  }
  if (!inUse) file.close();
}

function placeOf(cacheFolder: string): string {
  return join(cacheFolder, "processes");
}
