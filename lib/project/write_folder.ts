/** Makes a folder hold the files of a DirRef. */

import { DIR_CODEC, encodeDir, FILE_CODEC } from "../codec/manifest.ts";
import { isFolder, listFolder } from "../file/folder_list.ts";
import { isUpToDate, type OutputOutcome, type OutputRequest, writeOutput } from "../file/output.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import { hashIfThere } from "../file/tracked.ts";
import type { FileRow, Written } from "../file/types.ts";
import { valueIdentity } from "../graph/key.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import type { DirRef } from "../task/dir_ref.ts";
import { FILE_REF, type FileRef } from "../task/file_ref.ts";
import { type AbsPath, basename, join } from "../util/path.ts";

/** The content of a file of the cache, or of one on disk. */
export function contentOfRef(memo: StatMemo, file: FileRef): ContentHash {
  return file[FILE_REF].stored?.content ?? memo.fileHash(file[FILE_REF].path).hash;
}

/** A DirRef that is to be in a folder. */
export interface FolderRequest extends Omit<OutputRequest, "bytes"> {
  readonly value: DirRef;
}

/**
 * Writes the files of a folder that aren't there as they should be. Of other files in it, those go
 * that merkl wrote for an earlier value and nobody has edited since.
 */
export async function writeFolder(memo: StatMemo, request: FolderRequest): Promise<OutputOutcome> {
  const { path, identity, serializer, future, value } = request;
  const files = value.files;
  const names = value.list();
  const outcomes = new Set<OutputOutcome>();
  for (const [i, file] of files.entries()) {
    const outcome = await writeOutput(memo, {
      path: join(path, names[i]!) as AbsPath,
      identity: partOf(identity, files.length),
      serializer,
      future,
      bytes: () => ({
        file: file[FILE_REF].path,
        contentHash: contentOfRef(memo, file),
        codec: FILE_CODEC,
        lossless: true,
      }),
    });
    outcomes.add(outcome);
  }
  if (outcomes.size > 1 || !outcomes.has("unchanged")) removeFormer(memo, path, new Set(names));
  for (const outcome of ["written", "restored"] as const) {
    if (outcomes.has(outcome)) return outcome;
  }
  return "unchanged";
}

/** Whether a folder is known to hold a value, whose files need not be looked up. */
export function folderHolds(
  memo: StatMemo,
  { path, identity, serializer }: Pick<OutputRequest, "path" | "identity" | "serializer">,
): boolean {
  const rows = writtenBelow(memo, path);
  const parts = rows.filter(({ written }) => written?.identity === partOf(identity, rows.length));
  return parts.length > 0 && parts.length === rows.length &&
    parts.every((row) =>
      isUpToDate(memo, {
        path: memo.pathOf(row),
        identity: partOf(identity, rows.length),
        serializer,
      })
    );
}

/** Whether a folder holds a value already; then it's taken down of which Future. */
export function keepsFolder(
  memo: StatMemo,
  what: Pick<OutputRequest, "path" | "identity" | "serializer" | "future">,
): boolean {
  if (!folderHolds(memo, what)) return false;
  for (const row of writtenBelow(memo, what.path)) {
    if (row.written!.future === what.future) continue;
    memo.keep({ ...row, written: { ...row.written!, future: what.future } });
  }
  return true;
}

/**
 * What a folder was written from, as if it were one file: its content is the manifest of what was
 * written there. Undefined if it wasn't.
 */
export function writtenFolder(memo: StatMemo, folder: AbsPath): Written | undefined {
  const groups = Map.groupBy(writtenBelow(memo, folder), ({ written }) => written!.identity);
  for (const [part, rows] of groups) {
    const { identity } = /^(?<identity>.*), one of \d+$/s.exec(part)?.groups ?? {};
    if (identity === undefined || part !== partOf(identity, rows.length)) continue;
    const files = rows.map(({ path, contentHash: content, stat: { size } }) => {
      return { path: path.slice(memo.keyOf(folder).length + 1), content, size };
    });
    const hash = contentHash(encodeDir({ name: basename(folder), files }));
    const lossless = identity === valueIdentity(DIR_CODEC, hash);
    return { ...rows[0]!.written!, contentHash: hash, identity, codec: DIR_CODEC, lossless };
  }
  return undefined;
}

/** What a file or folder was written from. */
export function writtenRecord(memo: StatMemo, path: AbsPath): Written | undefined {
  return memo.row(path)?.written ?? (isFolder(path) ? writtenFolder(memo, path) : undefined);
}

/** Takes down that what was written from one Future is that of another one, of the same value. */
export function renameWritten(
  memo: StatMemo,
  path: AbsPath,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const own = memo.row(path);
  for (const row of [...(own === undefined ? [] : [own]), ...writtenBelow(memo, path)]) {
    if (row.written?.future !== from) continue;
    memo.keep({ ...row, written: { ...row.written, future: to } });
  }
}

/** Takes the files of a folder for written with a value that it holds. */
export function adoptFolder(memo: StatMemo, folder: AbsPath, written: Written): void {
  const paths = listFolder(folder).files.map((name) => join(folder, name) as AbsPath);
  const identity = partOf(written.identity, paths.length);
  for (const path of paths) {
    const { hash } = memo.fileHash(path);
    const part = { ...written, contentHash: hash, identity, codec: FILE_CODEC, lossless: true };
    memo.keep(memo.writtenRow(path, part));
  }
}

function partOf(identity: string, count: number): string {
  return `${identity}, one of ${count}`;
}

function writtenBelow(memo: StatMemo, folder: AbsPath): FileRow[] {
  const start = `${memo.keyOf(folder)}/`;
  return memo.all().filter(({ path, written }) => written !== undefined && path.startsWith(start));
}

function removeFormer(memo: StatMemo, folder: AbsPath, names: ReadonlySet<string>): void {
  const start = `${memo.keyOf(folder)}/`;
  for (const row of writtenBelow(memo, folder)) {
    if (names.has(row.path.slice(start.length)) || !/, one of \d+$/.test(row.written!.identity)) {
      continue;
    }
    const path = memo.pathOf(row);
    if (hashIfThere(memo, path) === row.written!.contentHash) Deno.removeSync(path);
    memo.forget(row.path);
  }
}
