/** docs/cache-format.md has every table and column that there is, and no other. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openCache } from "../../lib/cache/sqlite_cache.ts";
import { REPO, tempProject } from "../support/temp_project.ts";

/** `table.column` of a fresh cache, sorted, and the version of its schema. */
async function schema(): Promise<{ columns: string[]; version: number }> {
  await using project = tempProject();
  const path = project.path(".merkl/cache.sqlite3");
  const opened = openCache(path, () => {});
  assert.equal(opened.kind, "ok");
  if (opened.kind === "ok") await opened.cache.close();
  using db = new DatabaseSync(path, { readOnly: true });
  const columns = db.prepare(
    `SELECT m.name || '.' || c.name AS name FROM sqlite_schema m, pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`,
  ).all().map(({ name }) => name as string);
  return {
    columns: columns.sort(),
    version: db.prepare("PRAGMA user_version").get()!["user_version"] as number,
  };
}

Deno.test("the page on the cache's format has all tables and columns", async () => {
  const page = Deno.readTextFileSync(join(REPO, "docs/cache-format.md"));
  const { columns, version } = await schema();
  assert.match(page, new RegExp(`this page\\s+is of version ${version}\\.`));
  const entries = /### `entries`[^]*?(?=\n### )/.exec(page)![0];
  const told = [...entries.matchAll(/^\| `(\w+)`/gm)].map(([, column]) => `entries.${column}`);
  for (const [, table, list] of page.matchAll(/^\| `(\w+)` +\| ((?:`\w+`(?:, )?)+) +\|/gm)) {
    for (const [, column] of list!.matchAll(/`(\w+)`/g)) told.push(`${table}.${column}`);
  }
  assert.deepEqual(told.sort(), columns);
});
