/** A few lines of source with a caret under what is meant. */

import type { Place } from "./place.ts";

/** Characters of source text on a line; longer lines are cut around the caret. */
const WIDTH = 100;
/** However narrow the terminal is. */
const NARROWEST = 20;

/** How the parts of a frame are styled; plain text by default. */
export interface FrameStyle {
  /** Line numbers and the bar. */
  gutter(text: string): string;
  /** The caret and the label. */
  mark(text: string): string;
}

/** What of a file is shown. */
export interface FrameOptions {
  /** @default {plain text} */
  readonly style?: FrameStyle;
  /** Lines before the one that is meant. @default {2} */
  readonly before?: number;
  /** Lines after it. @default {1} */
  readonly after?: number;
  /** Columns of the terminal. @default wide enough */
  readonly columns?: number | undefined;
}

const PLAIN: FrameStyle = { gutter: (text) => text, mark: (text) => text };

/**
 * The lines around `place` in `text` (its file's content), with carets under its range and its label
 * beside them. Empty if the text has no such line: it has changed since.
 */
export function codeFrame(
  text: string,
  place: Place,
  { style = PLAIN, before = 2, after = 1, columns = Infinity }: FrameOptions = {},
): string {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  if (place.line < 1 || place.line > lines.length) return "";
  const first = Math.max(1, place.line - before);
  const last = Math.min(lines.length, place.line + after);
  const digits = String(last).length;
  // beside `> 12 | ` and a mark at either end
  const width = Math.max(NARROWEST, Math.min(WIDTH, columns - digits - 7));
  const cut = Math.max(0, place.column - 1 - (width >> 1));
  const isLong = lines[place.line - 1]!.length > width;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1]!;
    const isMeant = number === place.line;
    const gutter = `${isMeant ? ">" : " "} ${String(number).padStart(digits)} |`;
    const shown = visible(window(line, isLong ? cut : 0, width));
    rows.push(`${style.gutter(gutter)} ${shown}`.trimEnd());
    if (!isMeant) continue;
    const label = place.label === undefined ? "" : ` ${place.label}`;
    const { indent, carets } = caretRow(line, place, { cut: isLong ? cut : 0, width });
    const blank = style.gutter(`  ${" ".repeat(digits)} |`);
    rows.push(`${blank} ${indent}${style.mark(carets + label)}`);
  }
  while (isBlankRow(rows.at(-1)!)) rows.pop();
  return rows.join("\n");
}

function caretRow(
  line: string,
  place: Place,
  { cut, width }: { readonly cut: number; readonly width: number },
): { indent: string; carets: string } {
  const start = Math.min(place.column - 1, line.length);
  const end = rangeEnd(line, place, width);
  const before = visible((cut > 0 ? "…" : "") + line.slice(cut, start));
  const range = visible(line.slice(start, Math.max(end, start + 1)));
  // Tabs stay tabs, so that the caret stands right whatever a terminal takes them for.
  const indent = [...before].map((char) => char === "\t" ? "\t" : " ".repeat(cells(char))).join("");
  return { indent, carets: "^".repeat(Math.max(1, [...range].reduce((n, c) => n + cells(c), 0))) };
}

/** Where the carets end: a range that fills the line says nothing, and a lone caret too little. */
function rangeEnd(line: string, { column, endColumn }: Place, width: number): number {
  const start = column - 1;
  const word = start + /^[\w$]*/.exec(line.slice(start))![0].length;
  const end = endColumn === undefined ? word : endColumn - 1;
  return end - start > width / 2 ? word : end;
}

function window(line: string, cut: number, width: number): string {
  const part = line.slice(cut, cut + width);
  return (cut > 0 && part !== "" ? "…" : "") + part + (line.length > cut + width ? "…" : "");
}

/** Control characters in somebody's file must not reach the terminal. */
function visible(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd");
}

/** Columns of a terminal that a character takes: two for East Asian wide ones and emoji. */
function cells(char: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/
      .test(char) || /\p{Emoji_Presentation}/u.test(char)
    ? 2
    : 1;
}

function isBlankRow(row: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^ +\d+ \|$/.test(row.replace(/\x1b\[\d+m/g, ""));
}
