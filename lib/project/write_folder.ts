/** Makes a folder hold the files of a DirRef. */

import { FILE_CODEC } from "../codec/manifest.ts";
import { isUpToDate, type OutputOutcome, type OutputRequest, writeOutput } from "../file/output.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import { hashIfThere } from "../file/tracked.ts";
import type { FileRow } from "../file/types.ts";
import type { DirRef } from "../task/dir_ref.ts";
import { FILE_REF } from "../task/file_ref.ts";
import { type AbsPath, join } from "../util/path.ts";

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
    const { stored } = file[FILE_REF];
    const outcome = await writeOutput(memo, {
      path: join(path, names[i]!) as AbsPath,
      identity: partOf(identity, files.length),
      serializer,
      future,
      bytes: () => ({
        file: file.path,
        contentHash: stored!.content,
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
