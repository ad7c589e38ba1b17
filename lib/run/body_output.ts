/** What one body prints: its last part kept as bytes, each line told as soon as it is whole. */

import { concatBytes } from "../util/bytes.ts";

/** How much of a body's output is kept, in bytes. */
export const KEPT = 1024 * 1024;

/** A line that gets longer than this, in UTF-16 units, is told in pieces. */
const LONGEST_LINE = 65536;

const encoder = new TextEncoder();

/** Collects what one execution prints, standard output and error in one, as on a terminal. */
export class BodyOutput {
  /** Told each line without its end; undefined if the body prints as if merkl weren't there. */
  readonly #onLine: ((line: string) => void) | undefined;
  #chunks: Uint8Array[] = [];
  #size = 0;
  /** Bytes that were dropped in front of what is kept. */
  #dropped = 0;
  #line = "";
  #decoder: TextDecoder | undefined;
  #ended = false;

  constructor(onLine: ((line: string) => void) | undefined) {
    this.#onLine = onLine;
  }

  /** Whether what is printed goes to its stream as well. */
  get passesThrough(): boolean {
    return this.#onLine === undefined;
  }

  /** Takes text, or bytes which need not end where a character does. */
  write(data: string | Uint8Array): void {
    this.keep(data);
    if (this.#onLine === undefined) return;
    this.#tell(
      typeof data === "string"
        ? data
        : (this.#decoder ??= new TextDecoder()).decode(data, { stream: true }),
    );
  }

  /** Keeps what is told in another way. What comes after the end, from timers for example, is lost. */
  keep(data: string | Uint8Array): void {
    if (this.#ended || data.length === 0) return;
    // the owner of the bytes may write to them again
    const bytes = typeof data === "string" ? encoder.encode(data) : data.slice();
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    // not each time, so that a byte is copied once or twice however much is printed
    if (this.#size > 2 * KEPT) this.#trim();
  }

  /** The body ended: its last line is told even if it isn't whole. */
  end(): void {
    this.#ended = true;
    if (this.#line !== "") this.#onLine?.(shown(this.#line));
    this.#line = "";
  }

  /** What is kept: at most the last {@linkcode KEPT} bytes, from the start of a line; undefined if nothing. */
  kept(): Uint8Array | undefined {
    if (this.#size === 0) return undefined;
    this.#trim();
    const bytes = concatBytes(this.#chunks);
    if (this.#dropped === 0) return bytes;
    const start = lineStart(bytes);
    const note = encoder.encode(`[${this.#dropped + start} bytes before this were not kept]\n`);
    return concatBytes([note, bytes.subarray(start)]);
  }

  /** The last `count` lines that are kept; undefined if nothing was printed. */
  tail(count: number): string | undefined {
    const bytes = this.kept();
    if (bytes === undefined) return undefined;
    const lines = new TextDecoder().decode(bytes).trimEnd().split("\n").slice(-count);
    return lines.map(shown).join("\n") || undefined;
  }

  #trim(): void {
    if (this.#size <= KEPT) return;
    const all = concatBytes(this.#chunks);
    this.#dropped += all.length - KEPT;
    this.#chunks = [all.slice(all.length - KEPT)];
    this.#size = KEPT;
  }

  #tell(text: string): void {
    let from = 0;
    for (let end; (end = text.indexOf("\n", from)) >= 0; from = end + 1) {
      const line = this.#line + text.slice(from, end);
      this.#line = "";
      this.#onLine!(shown(line));
    }
    this.#line += text.slice(from);
    if (this.#line.length <= LONGEST_LINE) return;
    this.#onLine!(shown(this.#line));
    this.#line = "";
  }
}

/** Where the first whole line begins, or else the first whole character. */
function lineStart(bytes: Uint8Array): number {
  const end = bytes.indexOf(10);
  if (end >= 0 && end < bytes.length - 1) return end + 1;
  return Math.max(0, bytes.findIndex((byte) => (byte & 0xc0) !== 0x80));
}

/** What a terminal shows of a line in which the cursor went back to the start. */
function shown(line: string): string {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf("\r") + 1);
}
