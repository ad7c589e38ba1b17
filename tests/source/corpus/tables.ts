/** Tables: parsing, grouping, joining. */

import { task } from "./merkl.ts";
import { median, type Row, sum } from "./shared/numbers.ts";
import * as texts from "./shared/texts.ts";

const SEPARATOR = /[,;\t]/u;
const MISSING = new Set(["", "NA", "null"]);

function parseCell(cell: string): string | number | null {
  const text = cell.trim();
  if (MISSING.has(text)) return null;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

export const parse = task((csv: string): Row[] => {
  const [head, ...lines] = csv.trim().split("\n");
  const names = head!.split(SEPARATOR);
  return lines.map((line) => {
    const cells = line.split(SEPARATOR).map(parseCell);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null]));
  });
});

export const groupBy = task(<K extends string>(rows: readonly Row[], key: K) => {
  const groups = new Map<unknown, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group) group.push(row);
    else groups.set(row[key], [row]);
  }
  return groups;
});

export const summary = task({ outs: ["mean", "median"] }, (rows: Row[], column = "value") => {
  const values = rows.map((row) => row[column]).filter((v): v is number => typeof v === "number");
  return { mean: sum(values) / values.length, median: median(values) };
});

export const join = task(function joinRows(left: Row[], right: Row[], on: string): Row[] {
  const byKey = new Map(right.map((row) => [row[on], row] as const));
  return left.flatMap((row) => {
    const match = byKey.get(row[on]);
    return match ? [{ ...row, ...match }] : [];
  });
});

export const render = task((rows: Row[]) => {
  const [first] = rows;
  if (first === undefined) return "";
  const widths = Object.keys(first).map((key) =>
    Math.max(key.length, ...rows.map((row) => `${row[key] ?? ""}`.length))
  );
  return rows.map((row) =>
    Object.values(row).map((cell, i) => texts.pad(String(cell), widths[i]!)).join(" | ")
  ).join("\n");
});

export const pivot = task((rows: Row[], { index, columns }: { index: string; columns: string }) => {
  const table: Record<string, Record<string, unknown>> = {};
  for (const { [index]: i, [columns]: c, ...rest } of rows) {
    (table[String(i)] ??= {})[String(c)] = Object.values(rest)[0];
  }
  return table;
});
