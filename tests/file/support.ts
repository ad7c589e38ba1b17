/** A folder with files, and a memo over it whose clock and reads can be watched. */

import { join } from "node:path";
import { StatMemo } from "../../lib/file/stat_memo.ts";
import type { FileRow, FileTable } from "../../lib/file/types.ts";
import type { AbsPath } from "../../lib/util/path.ts";

/** Removed when it goes out of scope. */
export class FileFolder implements Disposable {
  readonly root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "merkl-file-" })) as AbsPath;
  readonly rows = new Map<string, FileRow>();
  /** Milliseconds that the memo's clock is ahead. */
  ahead = 0;
  /** How many queries the table answered. */
  queries = 0;

  /** A memo as a new process would make it, over the same table. */
  memo(): StatMemo {
    const table: FileTable = {
      get: (paths) => (this.queries++, paths.map((path) => this.rows.get(path))),
      set: (row) => void this.rows.set(row.path, row),
      ofFuture: (hash) => [...this.rows.values()].filter((row) => row.written?.future === hash),
      all: () => [...this.rows.values()],
      delete: (paths) => paths.forEach((path) => this.rows.delete(path)),
    };
    return new StatMemo({ root: this.root, table, now: () => Date.now() + this.ahead });
  }

  path(name: string): AbsPath {
    return join(this.root, name) as AbsPath;
  }

  write(name: string, text: string): AbsPath {
    Deno.writeTextFileSync(this.path(name), text);
    return this.path(name);
  }

  read(name: string): string {
    return Deno.readTextFileSync(this.path(name));
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** Puts other bytes of the same length into a file, in a way that its stat doesn't show. */
export function changeUnseen(memoRow: FileRow, path: string, text: string): FileRow {
  Deno.writeTextFileSync(path, text);
  const info = Deno.statSync(path);
  const stat = {
    size: info.size,
    mtime: info.mtime!.getTime(),
    ctime: Math.floor((info.ctime?.getTime() ?? 0) / 1000),
    inode: info.ino ?? 0,
  };
  return { ...memoRow, stat };
}
