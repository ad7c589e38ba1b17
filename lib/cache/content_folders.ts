/** Contents as files with names, for bodies that open files themselves. */

import type { ContentHash } from "../hash/digest.ts";
import { userCopy } from "../file/user_copy.ts";
import { tempBeside } from "../util/atomic_write.ts";
import { dirname, join } from "../util/path.ts";
import type { ContentFile } from "./interfaces.ts";

/** Where a content is; its bytes were checked. */
export type ContentSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

const READ_ONLY = 0o444;

/**
 * Folders of hard links to the files of contents (or, where there are no links, of copies), each
 * known by a hash: `ab/abcd…/name`.
 */
export class ContentFolders {
  constructor(readonly folder: string) {}

  pathOf(key: ContentHash): string {
    return join(this.folder, key.slice(0, 2), key);
  }

  /** Whether a path lies in one of them. */
  owns(path: string): boolean {
    return path.startsWith(join(this.folder, "/"));
  }

  /** Makes a folder hold these files and nothing else; undefined if a content can't be had. */
  async show(
    key: ContentHash,
    files: readonly ContentFile[],
    source: (hash: ContentHash) => Promise<ContentSource | undefined>,
  ): Promise<string | undefined> {
    const folder = this.pathOf(key);
    removeStrangers(folder, "", wantedPaths(files));
    for (const { path, hash } of files) {
      const content = await source(hash);
      if (content === undefined) return undefined;
      const target = join(folder, path);
      if (!holds(target, content)) replace(target, content);
    }
    return folder;
  }

  /** Removes a folder, and the copy of it that users were given. */
  remove(key: ContentHash): void {
    for (const path of [this.pathOf(key), userCopy(this.pathOf(key))]) {
      try {
        Deno.removeSync(path, { recursive: true });
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }
}

function holds(target: string, content: ContentSource): boolean {
  try {
    const there = Deno.lstatSync(target);
    if (!there.isFile) return false;
    if (content.kind === "file") {
      const stored = Deno.statSync(content.path);
      return there.ino !== null && there.ino === stored.ino && there.dev === stored.dev;
    }
    return there.size === content.bytes.length &&
      Deno.readFileSync(target).every((byte, i) => byte === content.bytes[i]);
  } catch {
    return false;
  }
}

function replace(target: string, content: ContentSource): void {
  Deno.mkdirSync(dirname(target), { recursive: true });
  const temp = tempBeside(target);
  if (content.kind === "bytes") Deno.writeFileSync(temp, content.bytes, { mode: READ_ONLY });
  else linkOrCopy(content.path, temp);
  Deno.renameSync(temp, target);
  try {
    // between two links to one file a rename does nothing
    Deno.removeSync(temp);
  } catch {
    // as usual
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    Deno.copyFileSync(from, to);
  }
}

/** What there is to be: files, and the folders on the way to them. */
function wantedPaths(files: readonly ContentFile[]): ReadonlyMap<string, "file" | "folder"> {
  const wanted = new Map<string, "file" | "folder">();
  for (const { path } of files) {
    wanted.set(path, "file");
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      wanted.set(path.slice(0, at), "folder");
    }
  }
  return wanted;
}

function removeStrangers(
  folder: string,
  prefix: string,
  wanted: ReadonlyMap<string, "file" | "folder">,
): void {
  for (const { name, isFile, isDirectory } of entriesOf(join(folder, prefix))) {
    const path = prefix === "" ? name : `${prefix}/${name}`;
    const kind = wanted.get(path);
    if (kind === "folder" && isDirectory) removeStrangers(folder, path, wanted);
    else if (kind === "file" && isFile) continue;
    // others may be about to rename theirs
    else if (kind !== undefined || !name.endsWith(".tmp")) {
      Deno.removeSync(join(folder, path), { recursive: true });
    }
  }
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
