import assert from "node:assert/strict";
import { task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { migrateCalls } from "../../lib/project/migrate.ts";
import { undoMigration } from "../../lib/project/migrate_undo.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";

const double = task((x: number) => 2 * x);

Deno.test("what is chosen must be there", async () => {
  await using project = tempProject();
  const cache = new MemoryCache();
  await using session = new Session({ root: absPath(project.dir), cache });
  const { scope } = await session.wire(() => double(1));
  const request = { scope, cache, target: "p.ts#default" };
  const options = { glob: undefined, only: undefined, dryRun: true };
  await assert.rejects(migrateCalls(request, { ...options, only: "triple" }), {
    code: "migrate-unknown-task",
  });
  await assert.rejects(migrateCalls(request, { ...options, glob: "*" }), {
    code: "migrate-no-output",
  });
  assert.deepEqual((await migrateCalls(request, options)).left.map(({ why }) => why), [
    "no-earlier-call",
  ]);
});

Deno.test("without a migration there is nothing to undo", async () => {
  const cache = new MemoryCache();
  const request = { cache, target: "p.ts#default", root: absPath("."), dryRun: false };
  await assert.rejects(undoMigration(request), { code: "migrate-nothing-to-undo" });
});
