/** A place in a source file, as people name it. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** 1-based line. */
  readonly line: number;
  /** 1-based column, in UTF-16 units. */
  readonly column: number;
  /** 1-based column past the end, when the range ends on the same line. */
  readonly endColumn?: number;
  /** A few words shown beside the caret. */
  readonly label?: string;
}

/** The place of an offset (UTF-16 units) in a text. Lines end as in JavaScript: LF, CRLF, CR. */
export function placeAt(file: string, text: string, start: number, end?: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < start && i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      lineStart = i + 1;
    }
  }
  const column = start - lineStart + 1;
  if (end === undefined) return { file, line, column };
  const lineEnd = text.slice(start, end).search(/[\r\n]/);
  return { file, line, column, endColumn: column + (lineEnd < 0 ? end - start : lineEnd) };
}
