/** Waits for changes of files. */

import { watchFailed } from "../error/run_errors.ts";
import { byCodeUnit } from "../util/order.ts";
import { absPath, basename, dirname, join } from "../util/path.ts";

/** Milliseconds without another change before changes are told: an editor writes several times. */
const QUIET = 60;

/** What is waited for. */
export interface ChangesRequest {
  /** Absolute paths; those that don't exist are waited for. Of folders all that is in them counts. */
  readonly files: Iterable<string>;
  /** Also any source file beside these: one that was looked for and wasn't found. */
  readonly anySource: boolean;
  /** A file modified after this time (milliseconds since the epoch) has changed already. */
  readonly since: number;
  /** The same of what is in folders: the run may have made it itself. */
  readonly sinceInFolders: number;
  /** Called as soon as nothing is missed any more. */
  ready(): void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

const SOURCE = /\.(?:[cm]?[jt]sx?|jsonc?)$/;

/**
 * The files that changed since, sorted, as soon as there are any and no more come; none if the
 * waiting was ended.
 *
 * @throws {MerklError} `watch-failed` if the system refuses
 */
export async function nextChanges(request: ChangesRequest): Promise<string[]> {
  const { since, signal, anySource } = request;
  const names = namesOf(request.files);
  const folders = foldersIn(request.files);
  const changed = new Set<string>();
  const watcher = startWatcher([...new Set([...foldersOf(names.keys()), ...folders])]);
  const stop = () => watcher.close();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const saw = (path: string) => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(stop, QUIET);
  };
  // from here on nothing is missed
  for (const [path, name] of names) if (modified(path) > since) saw(name);
  for (const folder of folders) {
    for (const path of pathsIn(folder)) {
      if (!folders.has(path) && modified(path) > request.sinceInFolders) saw(path);
    }
  }
  request.ready();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  for await (const { kind, paths } of watcher) {
    if (kind === "access") continue;
    for (const path of paths) {
      const name = names.get(path);
      if (name !== undefined || folders.has(dirname(absPath(path)))) saw(name ?? path);
      else if (anySource && SOURCE.test(path)) saw(path);
    }
  }
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  return signal.aborted ? [] : [...changed].sort(byCodeUnit);
}

/** Every name under which a file's changes may be told -> its name for people. */
function namesOf(files: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    names.set(file, file);
    try {
      const real = Deno.realPathSync(file);
      if (!names.has(real)) names.set(real, file);
    } catch {
      // it isn't there yet
    }
  }
  return names;
}

/** The folders, not the files: an editor may put another file in a file's place. */
function foldersOf(files: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const file of files) folders.add(existing(dirname(absPath(file))));
  return [...folders];
}

/** Of these paths the folders, with all below them. */
function foldersIn(paths: Iterable<string>): Set<string> {
  const queue = [...paths].filter(isFolder);
  const folders = new Set<string>();
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (folders.has(at)) continue;
    folders.add(at);
    // what the cache is in changes with every run
    queue.push(...pathsIn(at).filter((path) => basename(path) !== ".merkl" && isFolder(path)));
  }
  return folders;
}

function pathsIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => join(folder, name));
  } catch {
    return []; // gone, or not to be read
  }
}

function existing(folder: string): string {
  let at = folder;
  while (!isFolder(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Milliseconds since the epoch; 0 for what isn't there. */
function modified(path: string): number {
  try {
    return Deno.statSync(path).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}

function startWatcher(folders: readonly string[]): Deno.FsWatcher {
  try {
    return Deno.watchFs([...folders], { recursive: false });
  } catch (cause) {
    throw watchFailed(folders.length, cause);
  }
}
