/** Source files and their summaries: read once, parsed only where no memo knows them. */

import { sha256 } from "../hash/digest.ts";
import type { Place } from "../error/place.ts";
import type { AbsPath } from "../util/path.ts";
import { withoutBom } from "./parse.ts";
import { summarise } from "./summarise.ts";
import type { FileSummary, Span } from "./summary.ts";
import type { AnalysisMemo } from "./types.ts";

/** Raised whenever the shape or the meaning of a summary changes. Not part of any key. */
const SUMMARY_FORMAT = 24;

/** Reads a file; undefined if it can't be read. */
export type ReadFile = (path: AbsPath) => Uint8Array | undefined;

/** The SHA-256 of a file's content; undefined if it can't be read. */
export type HashFile = (path: AbsPath) => string | undefined;

/** A source file, as it was when it was first asked for. */
export class SourceFile {
  #lines: number[] | undefined;
  #isShifted: boolean | undefined;

  constructor(
    readonly path: AbsPath,
    /** Without byte order mark. */
    readonly text: string,
    readonly hash: string,
    readonly summary: FileSummary,
    /** The same file with its usual summary, if this is the one with all calls. */
    readonly base?: SourceFile,
  ) {}

  /** The place of a span. */
  place(span: Span): Place {
    const lines = this.#lineStarts();
    const line = lineOf(lines, span[0]);
    const column = span[0] - lines[line - 1]! + 1;
    if (lineOf(lines, span[1]) !== line) return { file: this.path, line, column };
    return { file: this.path, line, column, endColumn: column + span[1] - span[0] };
  }

  /**
   * The offset of a line and column as a stack has them, both 1-based; undefined if there is none, or
   * if the text has U+2028 or U+2029: these shift what stacks say of all that follows.
   */
  offset(line: number, column: number): number | undefined {
    this.#isShifted ??= /[\u2028\u2029]/.test(this.text);
    if (this.#isShifted) return undefined;
    const start = this.#lineStarts()[line - 1];
    return start === undefined ? undefined : start + column - 1;
  }

  #lineStarts(): number[] {
    if (this.#lines) return this.#lines;
    const starts = [0];
    for (const end of this.text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length);
    return this.#lines = starts;
  }
}

/** The 1-based line of an offset: the last that starts at or before it. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** All files of one reader. A file that changes later is seen by the next reader. */
export class SourceFiles {
  readonly #bytes = new Map<AbsPath, Uint8Array | undefined>();
  readonly #files = new Map<AbsPath, SourceFile | undefined>();
  readonly #whole = new Map<AbsPath, SourceFile>();

  /** @param hashFile Hash of the content of a file that isn't code */
  constructor(
    readonly memo: AnalysisMemo,
    readonly readFile: ReadFile = readPermitted,
    readonly hashFile: HashFile = hashRead,
  ) {}

  /** The hash of a file's content; undefined if it can't be read. */
  contentHash(path: AbsPath): string | undefined {
    return isReadable(path) && isPlain(path) ? this.hashFile(path) : undefined;
  }

  /** A file's bytes; undefined if it can't be read. */
  bytes(path: AbsPath): Uint8Array | undefined {
    if (!this.#bytes.has(path)) this.#bytes.set(path, this.readFile(path));
    return this.#bytes.get(path);
  }

  /** A source file; undefined if it can't be read. */
  get(path: AbsPath): SourceFile | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.#load(path));
    return this.#files.get(path);
  }

  /**
   * A file with a summary of all its calls and functions: for what positions did not find. Bindings
   * of functions have other numbers in it, those of the module the same.
   */
  whole(file: SourceFile): SourceFile {
    const known = this.#whole.get(file.path);
    if (known) return known;
    const summary = this.#summary(file.path, file.text, { hash: file.hash, all: true });
    const whole = new SourceFile(file.path, file.text, file.hash, summary, file);
    this.#whole.set(file.path, whole);
    return whole;
  }

  #load(path: AbsPath): SourceFile | undefined {
    const bytes = this.bytes(path);
    if (!bytes) return undefined;
    const hash = sha256(bytes);
    const text = withoutBom(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    return new SourceFile(path, text, hash, this.#summary(path, text, { hash, all: false }));
  }

  #summary(path: AbsPath, text: string, how: { hash: string; all: boolean }): FileSummary {
    const extension = /\.[mc]?[jt]sx?$/.exec(path)?.[0] ?? "";
    const key = `source:${SUMMARY_FORMAT}:${how.all ? "all" : "tasks"}:${extension}:${how.hash}`;
    const known = parseJson(this.memo.get(key));
    if (known) return known;
    const summary = summarise(text, path, { all: how.all });
    this.memo.set(key, JSON.stringify(summary));
    return summary;
  }
}

/** A damaged memo costs a parse, nothing else. */
function parseJson(json: string | undefined): FileSummary | undefined {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as FileSummary;
  } catch {
    return undefined;
  }
}

/** Reads a file if that needs no question to the user. */
export function readPermitted(path: AbsPath): Uint8Array | undefined {
  if (!isReadable(path)) return undefined;
  try {
    return Deno.readFileSync(path);
  } catch {
    return undefined;
  }
}

function isReadable(path: AbsPath): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}

/** Whether there is a file at a path, or a link to one: to read from a pipe might never end. */
function isPlain(path: AbsPath): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function hashRead(path: AbsPath): string | undefined {
  const bytes = readPermitted(path);
  return bytes && sha256(bytes);
}

/** Whether a file gives what it assigns to `module.exports`: all of it counts by any name. */
export function isCommonJs({ path, summary }: SourceFile): boolean {
  if (/\.c[jt]s$/.test(path)) return true;
  const { exports, stars, imports } = summary;
  return path.endsWith(".js") && stars.length === 0 && imports.length === 0 &&
    Object.keys(exports).length === 0;
}
