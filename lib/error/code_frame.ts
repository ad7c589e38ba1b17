/** A few lines of source with a caret under what is meant. */

import type { Place } from "./place.ts";

const LINES_BEFORE = 3;
const LINES_AFTER = 2;
/** Cells of source text on a line; longer lines are cut around the caret. */
const WIDTH = 100;

/** How the parts of a frame are styled; plain text by default. */
export interface FrameStyle {
  /** Line numbers and the bar. */
  gutter(text: string): string;
  /** The caret and the label. */
  mark(text: string): string;
}

const PLAIN: FrameStyle = { gutter: (text) => text, mark: (text) => text };

/**
 * The lines around `place` in `text` (its file's content), with carets under its range and its label
 * beside them. Empty if the text has no such line: it has changed since.
 */
export function codeFrame(text: string, place: Place, style: FrameStyle = PLAIN): string {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  if (place.line < 1 || place.line > lines.length) return "";
  const first = Math.max(1, place.line - LINES_BEFORE);
  const last = Math.min(lines.length, place.line + LINES_AFTER);
  const digits = String(last).length;
  const cut = Math.max(0, place.column - 1 - WIDTH / 2);
  const isLong = lines[place.line - 1]!.length > WIDTH;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1]!;
    const isMeant = number === place.line;
    const gutter = `${isMeant ? ">" : " "} ${String(number).padStart(digits)} |`;
    const shown = visible(isLong ? window(line, cut) : window(line, 0));
    rows.push(`${style.gutter(gutter)} ${shown}`.trimEnd());
    if (!isMeant) continue;
    const label = place.label === undefined ? "" : ` ${place.label}`;
    const { indent, carets } = caretRow(line, place, isLong ? cut : 0);
    const blank = style.gutter(`  ${" ".repeat(digits)} |`);
    rows.push(`${blank} ${indent}${style.mark(carets + label)}`);
  }
  while (isBlankRow(rows.at(-1)!)) rows.pop();
  return rows.join("\n");
}

function caretRow(line: string, place: Place, cut: number): { indent: string; carets: string } {
  const start = Math.min(place.column - 1, line.length);
  const end = Math.min(
    Math.max(place.endColumn ?? place.column + 1, place.column + 1) - 1,
    cut + WIDTH,
  );
  const before = visible((cut > 0 ? "…" : "") + line.slice(cut, start));
  const range = visible(line.slice(start, Math.max(end, start + 1)));
  // Tabs stay tabs, so that the caret stands right whatever a terminal takes them for.
  const indent = [...before].map((char) => char === "\t" ? "\t" : " ".repeat(cells(char))).join("");
  return { indent, carets: "^".repeat(Math.max(1, [...range].reduce((n, c) => n + cells(c), 0))) };
}

function window(line: string, cut: number): string {
  const part = line.slice(cut, cut + WIDTH);
  return (cut > 0 && part !== "" ? "…" : "") + part + (line.length > cut + WIDTH ? "…" : "");
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
