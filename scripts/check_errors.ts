/**
 * Holds the error catalogues, their page and the tests together: `deno task check:errors`. Each
 * code that a `lib/error/*_errors.ts` constructs has one catalogue, one row in `docs/errors.md`, and
 * stands in some test.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PAGE = "docs/errors.md";

/** All that is missing under `root`, one line each, sorted by code. */
export function checkErrors(root: string): string[] {
  const catalogues = constructed(root);
  const rows = documented(root);
  const tests = textsUnder(join(root, "tests")).join("\n");
  const problems: string[] = [];
  for (const [code, files] of [...catalogues].sort(([a], [b]) => a < b ? -1 : 1)) {
    if (files.size > 1) problems.push(`${code}: constructed in ${[...files].join(" and in ")}`);
    if (!rows.has(code)) problems.push(`${code}: no row in ${PAGE}`);
    if (!tests.includes(`"${code}"`)) problems.push(`${code}: no test names it`);
  }
  for (const [code, count] of rows) {
    if (count > 1) problems.push(`${code}: ${count} rows in ${PAGE}`);
    if (!catalogues.has(code)) problems.push(`${code}: in ${PAGE}, but nothing constructs it`);
  }
  return problems;
}

/** Code -> the catalogues that construct it, as `code: "x"` or by a helper: `usageError("x", …)`. */
function constructed(root: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name } of Deno.readDirSync(join(root, "lib/error"))) {
    if (!name.endsWith("_errors.ts")) continue;
    const text = Deno.readTextFileSync(join(root, "lib/error", name));
    for (const match of text.matchAll(/(?:\bcode:|\b\w+Error\()\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"/g)) {
      found.set(match[1]!, (found.get(match[1]!) ?? new Set()).add(`lib/error/${name}`));
    }
  }
  return found;
}

/** The codes that begin rows of the page's tables, with how many. */
function documented(root: string): Map<string, number> {
  const text = Deno.readTextFileSync(join(root, PAGE));
  const found = new Map<string, number>();
  for (const [, code] of text.matchAll(/^\| `([^`]+)`/gm)) {
    found.set(code!, (found.get(code!) ?? 0) + 1);
  }
  return found;
}

function textsUnder(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return textsUnder(path);
    return name.endsWith(".ts") ? [Deno.readTextFileSync(path)] : [];
  });
}

if (import.meta.main) {
  const problems = checkErrors(fileURLToPath(new URL("..", import.meta.url)));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exit(1);
}
