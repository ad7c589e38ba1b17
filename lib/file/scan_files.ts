/**
 * Compares files with what is known of them. {@linkcode fileScanner} uses nothing from outside itself:
 * its text is also what a Worker runs, which has no module of its own in the bundle and the binary.
 */

import type { FileStat } from "./types.ts";

/** Columns of rows about files: paths, sizes, mtimes (ms), ctimes (s), inodes, and what is known. */
export type FileColumns = readonly [
  readonly string[],
  readonly number[],
  readonly number[],
  readonly number[],
  readonly number[],
  readonly FileKnown[],
];

/**
 * - 0: as it was when a run read or wrote it, if its stat is the same
 * - 1: its stat may hide a change
 * - 2: not what a run read or wrote, if its stat is the same
 *
 * Plus 4 for an output.
 */
export type FileKnown = number;

/** A file that its stat alone doesn't show to be as it was. */
export type Finding =
  | { readonly path: string; readonly kind: "missing" | "known" }
  | { readonly path: string; readonly kind: "unreadable"; readonly reason: string }
  | {
    readonly path: string;
    readonly kind: "hashed";
    readonly hash: string;
    readonly stat: FileStat;
    /** Milliseconds since the epoch when hashing began. */
    readonly hashedAt: number;
  };

/** What scans have found. */
export interface Scan {
  compared: number;
  readonly findings: Finding[];
}

/** Looks at the files of a chunk: {@linkcode FileColumns} in JSON. */
export type Scanner = (chunk: string) => void;

/**
 * Makes a scanner, which reads a file only if its stat differs from what is known. Paths are relative
 * to the working directory, or absolute.
 *
 * @param filter A regular expression that paths must match; null for all.
 * @param scan Is added to.
 */
export function fileScanner(filter: string | null, scan: Scan): Scanner {
  const meant = filter === null ? undefined : new RegExp(filter, "s");
  let buffer: Uint8Array | undefined;
  let crypto: typeof import("node:crypto") | undefined;
  const hashOf = (path: string) => {
    // loading it takes longer than a whole scan that needs none
    crypto ??= (globalThis as unknown as { process: NodeJS.Process }).process
      .getBuiltinModule("node:crypto");
    // 256 KiB at once: small files are read with one call, large ones need no memory
    buffer ??= new Uint8Array(1 << 18);
    const hash = crypto.createHash("sha256");
    const file = Deno.openSync(path); // not `using`: a bundler may make a helper of it
    try {
      for (let n = file.readSync(buffer); n !== null; n = file.readSync(buffer)) {
        hash.update(buffer.subarray(0, n));
      }
      return hash.digest("hex");
    } finally {
      file.close();
    }
  };
  const failure = (path: string, error: unknown): Finding => {
    const { NotFound, NotADirectory } = Deno.errors;
    return error instanceof NotFound || error instanceof NotADirectory
      ? { path, kind: "missing" }
      : { path, kind: "unreadable", reason: (error as Error).message };
  };
  const read = (path: string, info: Deno.FileInfo, stat: FileStat): Finding => {
    if (!info.isFile) return { path, kind: "unreadable", reason: "it is no plain file" };
    const hashedAt = Date.now();
    return { path, kind: "hashed", hash: hashOf(path), stat, hashedAt };
  };
  return (chunk) => {
    const [paths, sizes, mtimes, ctimes, inodes, known] = JSON.parse(chunk) as FileColumns;
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i]!;
      if (meant !== undefined && !meant.test(path)) continue;
      scan.compared++;
      try {
        const info = Deno.statSync(path);
        const stat = {
          size: info.size,
          mtime: info.mtime?.getTime() ?? 0,
          ctime: Math.floor((info.ctime?.getTime() ?? 0) / 1000),
          inode: info.ino ?? 0,
        };
        const same = stat.size === sizes[i] && stat.mtime === mtimes[i] &&
          stat.ctime === ctimes[i] && stat.inode === inodes[i];
        const state = known[i]! & 3;
        if (!same || state === 1) scan.findings.push(read(path, info, stat));
        else if (state === 2) scan.findings.push({ path, kind: "known" });
      } catch (error) {
        scan.findings.push(failure(path, error));
      }
    }
  };
}

/** What a Worker that scans is sent: first the filter, then chunks, then that there are no more. */
export type ScanMessage =
  | { readonly filter: string | null; readonly claims: Int32Array }
  | { readonly chunk: string; readonly number: number }
  | { readonly end: true };

/**
 * What `new Worker()` is given to scan. It takes a chunk by setting its claim from 0 to 1, unless
 * that was done before, and sends a {@linkcode Scan} at the end.
 */
export function scanWorker(): string {
  const source = `const fileScanner = ${fileScanner};
const scan = { compared: 0, findings: [] };
let claims, scanChunk;
self.onmessage = ({ data }) => {
  if (data.end) self.postMessage(scan);
  else if (data.claims) [claims, scanChunk] = [data.claims, fileScanner(data.filter, scan)];
  else if (Atomics.compareExchange(claims, data.number, 0, 1) === 0) scanChunk(data.chunk);
};`;
  return "data:text/javascript," + encodeURIComponent(source);
}
