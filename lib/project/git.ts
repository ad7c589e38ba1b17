/** What git knows of a project, read without running git as far as that goes. */

import { type AbsPath, dirname, join, resolve } from "../util/path.ts";

/** A git repository: its working tree, and where its data is. */
export interface Repository {
  readonly root: AbsPath;
  readonly folder: AbsPath;
}

/** How long git may take, in milliseconds. */
const TIMEOUT = 2000;

/** The repository that `folder` is in, if any. */
export function repositoryOf(folder: AbsPath): Repository | undefined {
  if (Deno.permissions.querySync({ name: "read" }).state !== "granted") return undefined;
  for (let root = folder;; root = dirname(root) as AbsPath) {
    const path = join(root, ".git") as AbsPath;
    const kind = kindOf(path);
    if (kind === "folder") return { root, folder: path };
    if (kind === "file") {
      // of a linked working tree, or a submodule
      const to = /^gitdir: (.+?)\s*$/m.exec(read(path) ?? "")?.[1];
      return to === undefined ? undefined : { root, folder: resolve(root, to) as AbsPath };
    }
    if (dirname(root) === root) return undefined;
  }
}

/** The commit that is checked out; undefined before the first, or if it can't be read. */
export function headCommit({ folder }: Repository): string | undefined {
  let text = read(join(folder, "HEAD"))?.trim();
  const common = read(join(folder, "commondir"))?.trim();
  const shared = common === undefined ? folder : resolve(folder, common);
  for (let depth = 0; depth < 5 && text !== undefined; depth++) {
    if (/^[0-9a-f]{40,64}$/.test(text)) return text;
    const ref = /^ref: (.+)$/.exec(text)?.[1];
    if (ref === undefined) return undefined;
    text = (read(join(folder, ref)) ?? read(join(shared, ref)) ?? packedRef(shared, ref))?.trim();
  }
  return undefined;
}

function packedRef(folder: string, ref: string): string | undefined {
  const text = read(join(folder, "packed-refs"));
  const at = text?.indexOf(` ${ref}\n`) ?? -1;
  return at < 0 ? undefined : text!.slice(text!.lastIndexOf("\n", at) + 1, at);
}

/**
 * Runs git in a folder; gives what it prints. Undefined if there is no git, it may not be run, fails,
 * takes more than two seconds or is told to stop.
 */
export async function git(
  folder: string,
  args: readonly string[],
  stop?: AbortSignal,
): Promise<string | undefined> {
  if (Deno.permissions.querySync({ name: "run", command: "git" }).state !== "granted") {
    return undefined;
  }
  const late = AbortSignal.timeout(TIMEOUT);
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", folder, ...args],
      env: { GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
      stdin: "null",
      stderr: "null",
      signal: stop === undefined ? late : AbortSignal.any([stop, late]),
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether files that git knows differ from the commit; undefined if that can't be told. */
export async function isDirty(
  { root }: Repository,
  stop?: AbortSignal,
): Promise<boolean | undefined> {
  const changed = await git(root, ["status", "--porcelain", "--untracked-files=no"], stop);
  return changed === undefined ? undefined : changed !== "";
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return Deno.statSync(path).isDirectory ? "folder" : "file";
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
