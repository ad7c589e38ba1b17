/** `merkl migrate`: loads a pipeline, re-stamps its values or takes that back, and says so. */

import { printLine } from "../util/print_line.ts";
import { nowMicros } from "../run/record.ts";
import { migrationText, undoneText } from "../report/migration_text.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { type AbsPath, relPath } from "../util/path.ts";
import { dryRunCache } from "./dry_run.ts";
import { whileWiring } from "./early_end.ts";
import { migrateCalls, type MigrateOptions } from "./migrate.ts";
import { MIGRATE, undoMigration } from "./migrate_undo.ts";
import { RunCommit } from "./run_commit.ts";
import { pipelineCall } from "./pipeline_call.ts";
import { enterProject, loadUserCode, placeOfPipeline } from "./pipeline_file.ts";
import type { LibraryModules } from "./run_pipeline.ts";
import { Session } from "./session.ts";

/** A command line of `merkl migrate`, taken apart. */
export interface MigrateRequest extends MigrateOptions {
  readonly file: string;
  readonly export?: string;
  /** The function's own. */
  readonly args: readonly string[];
  /** How many of them stood before `--`. */
  readonly open: number;
  /** Long names of merkl's own options. */
  readonly reserved: readonly string[];
  readonly undo: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
  readonly library: LibraryModules;
}

/** Migrates a pipeline; gives the exit code. */
export async function migrateCommand(request: MigrateRequest): Promise<number> {
  const place = placeOfPipeline(request);
  const { file, root } = place;
  const { cache: folder } = enterProject(place, request);
  const module = await whileWiring(request, () => loadUserCode(file, request.library));
  await using session = new Session({ root, ...dryRunCache(folder) });
  const picked = pipelineCall({ ...request, command: "migrate" }, {
    path: file,
    module,
    sources: session.sources,
  });
  if (picked.kind === "help") {
    printLine(picked.text);
    return 0;
  }
  const target = `${relPath(file, root) ?? file}#${picked.name}`;
  if (request.undo) await undo(request, session, target);
  else await migrate(request, { session, target, call: picked.call });
  return 0;
}

async function migrate(
  request: MigrateRequest,
  { session, target, call }: {
    readonly session: Session;
    readonly target: string;
    readonly call: () => unknown;
  },
): Promise<void> {
  const started = nowMicros();
  const { cache } = session;
  const { scope } = await whileWiring(request, () => session.wire(call));
  const migration = await migrateCalls({ scope, cache, target }, request);
  const { migrated } = migration;
  if (!request.dryRun && migrated.length > 0) {
    const duration = (nowMicros() - started) / 1000;
    const counts = { cached: migrated.length, run: 0, failed: 0 };
    const { commit } = new RunCommit(session.root);
    await cache.recordRun(
      { command: MIGRATE, target, started, duration, counts, exitCode: 0, argv: Deno.args, commit },
      migrated.map(({ hash }) => hash as MerkleHash),
    );
  }
  if (request.json) return printLine(JSON.stringify({ version: 1, ...migration }, null, 2));
  const { lines, summary } = migrationText(migration, request.dryRun);
  if (lines.length > 0) printLine(lines.join("\n"));
  if (!request.quiet) console.error(summary);
}

async function undo(request: MigrateRequest, session: Session, target: string): Promise<void> {
  const { dryRun, json, quiet } = request;
  const { cache, root } = session;
  const undoing = await undoMigration({ cache, target, root, dryRun });
  if (json) return printLine(JSON.stringify({ version: 1, ...undoing }, null, 2));
  const { lines, summary } = undoneText(undoing, dryRun);
  printLine(lines.join("\n"));
  if (!quiet) console.error(summary);
}
