/** What became of tracked files. */

import type { Finding } from "../file/scan_files.ts";
import { usedBefore } from "../file/stat_memo.ts";
import type { FileRow, FileTable, FoundFile } from "../file/types.ts";
import type { ContentHash } from "../hash/digest.ts";

/**
 * - `changed`: an input that isn't what a run last read
 * - `edited`: an output that isn't what merkl wrote
 * - `missing`: it was there, or a pipeline would write it
 * - `stale`: an output whose pipeline would write another Future there
 * - `unreadable`: it can't be looked at
 */
export type FileState = "unchanged" | "changed" | "edited" | "missing" | "stale" | "unreadable";

/** A task that uses a file. */
export interface FileUse {
  /** `file#binding`. */
  readonly task: string;
  /** `file#export`. */
  readonly pipeline: string;
}

/** A tracked file. */
export interface FileStatus {
  /** Relative to the root with `/`; absolute if it lies outside. */
  readonly path: string;
  readonly kind: "input" | "output";
  readonly state: FileState;
  /** Why it can't be looked at. */
  readonly reason?: string;
  /** Of an input that isn't as it was: whom that affects. */
  readonly uses?: readonly FileUse[];
}

/** How many rows are looked up at once. */
const CHUNK = 10_000;

/** What findings mean; what was found out is kept, so that the files need not be read again. */
export function statusOf(findings: readonly Finding[], files: FileTable): FileStatus[] {
  const all: FileStatus[] = [];
  for (let start = 0; start < findings.length; start += CHUNK) {
    const chunk = findings.slice(start, start + CHUNK);
    const rows = files.get(chunk.map(({ path }) => path));
    const learnt: FoundFile[] = [];
    chunk.forEach((finding, i) => {
      const row = rows[i];
      if (row === undefined) return; // forgotten meanwhile
      all.push(judge(finding, row));
      if (finding.kind === "hashed") learnt.push(learn(finding, row));
    });
    files.refresh?.(learnt);
  }
  return all;
}

function judge(finding: Finding, row: FileRow): FileStatus {
  const { path } = row;
  const kind = row.written === undefined ? "input" : "output";
  if (finding.kind === "missing") return { path, kind, state: "missing" };
  if (finding.kind === "unreadable") {
    return { path, kind, state: "unreadable", reason: finding.reason };
  }
  const now = finding.kind === "hashed" ? finding.hash : row.contentHash;
  if (row.written !== undefined) {
    return { path, kind, state: now === row.written.contentHash ? "unchanged" : "edited" };
  }
  return { path, kind, state: now === (row.used ?? row.contentHash) ? "unchanged" : "changed" };
}

function learn(finding: Finding & { readonly kind: "hashed" }, before: FileRow): FoundFile {
  const { path, stat, hashedAt } = finding;
  const contentHash = finding.hash as ContentHash;
  return { path, stat, hashedAt, contentHash, used: usedBefore(before, contentHash), before };
}
