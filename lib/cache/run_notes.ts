/**
 * Runs that had nothing to do, as lines of a file beside the database, until somebody asks for runs or
 * records another one: a transaction waits for the disk four times, an appended line doesn't.
 */

import type { RunRecord } from "./interfaces.ts";
import { networkFileSystem } from "./network_folder.ts";
import { dirname } from "../util/path.ts";
import { writeAll } from "../util/write_all.ts";

/** A run, and the SHA-256 of its graph's hashes in the order in which they came, as hex digits. */
export interface RunNote {
  readonly run: RunRecord;
  readonly graph: string;
}

/** Bytes of a file that is put into the database by whoever comes next. */
const MANY = 64 * 1024;

/** The notes of one cache. All who use the file lock it meanwhile. */
export class RunNotes {
  /** `path`: of the file. */
  constructor(readonly path: string) {}

  /** Adds a note; false where there can be none, or are many: then the run is to be recorded. */
  add(note: RunNote): boolean {
    // there a lock may not be seen by all
    if (networkFileSystem(dirname(this.path)) !== undefined) return false;
    try {
      // Windows locks no file that can only be appended to
      using file = Deno.openSync(this.path, { create: true, append: true, read: true });
      file.lockSync(true);
      if (file.statSync().size > MANY) return false;
      // a line's end comes first, as what stands before may be cut short
      const bytes = new TextEncoder().encode(`\n${JSON.stringify(note)}`);
      writeAll(file, bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Empties the file, if `record` has recorded what is in it. */
  take(record: (notes: readonly RunNote[]) => void): void {
    if (!hasSome(this.path)) return;
    using file = Deno.openSync(this.path, { read: true, write: true });
    file.lockSync(true);
    const notes = readAll(file).split("\n").flatMap(parsed);
    if (notes.length > 0) record(notes);
    file.truncateSync();
  }
}

/** By the file that is locked: Windows lets nobody else read it. */
function readAll(file: Deno.FsFile): string {
  const bytes = new Uint8Array(file.statSync().size);
  let length = 0;
  for (let more: number | null = 1; more && length < bytes.length; length += more ?? 0) {
    more = file.readSync(bytes.subarray(length));
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

function hasSome(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}

/** A line that a full disk or a kill has cut short is none, nor is a damaged one. */
function parsed(line: string): RunNote[] {
  try {
    const note = JSON.parse(line) as RunNote;
    return isRun(note.run) && /^[0-9a-f]{64}$/.test(note.graph) ? [note] : [];
  } catch {
    return [];
  }
}

/** Whether it can be recorded; no body ran in it. */
function isRun({ counts, calls, ...run }: RunRecord): boolean {
  const { cached, run: ran, failed } = counts;
  const numbers = [run.started, run.duration, run.exitCode, cached, ran, failed];
  const texts = [run.command, run.target, run.commit ?? ""];
  return numbers.every(Number.isFinite) && texts.every((text) => typeof text === "string") &&
    (calls === undefined || calls.ran.length === 0);
}
