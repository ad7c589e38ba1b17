/** Rows and columns for people. */

/** How a table is laid out. */
export interface TableOptions {
  /** Longer cells are cut. @default {Infinity} */
  readonly widest?: number;
  /** Heads of columns that stand to the right although they aren't all numbers. @default none */
  readonly right?: readonly string[];
}

/**
 * Rows below their heads, in columns as wide as need be; columns of numbers stand to the right.
 * Line breaks and the like in a cell are written as JSON writes them.
 */
export function table(
  heads: readonly string[],
  rows: readonly (readonly unknown[])[],
  { widest = Infinity, right: named = [] }: TableOptions = {},
): string {
  const cells = rows.map((row) => row.map((value) => cut(cellText(value), widest)));
  const widths = heads.map((head, i) =>
    cells.reduce((width, row) => Math.max(width, row[i]!.length), head.length)
  );
  const right = heads.map((head, i) =>
    named.includes(head) || (rows.length > 0 && rows.every((row) => isNumber(row[i])))
  );
  const line = (row: readonly string[]) =>
    row.map((text, i) => right[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))
      .join("  ").trimEnd();
  return [heads, ...cells].map((row) => `${line(row)}\n`).join("");
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || value === null;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  // deno-lint-ignore no-control-regex -- they would break the table, or reach the terminal
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (c) => JSON.stringify(c).slice(1, -1));
}

function cut(text: string, widest: number): string {
  return text.length <= widest ? text : `${text.slice(0, widest - 1)}…`;
}
