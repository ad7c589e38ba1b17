/** `merkl cache query`: asks the cache of a project and prints what it says. */

import { printLine } from "../util/print_line.ts";
import { isQuery } from "../cache/sql_text.ts";
import { table } from "../report/table.ts";
import type { AbsPath } from "../util/path.ts";
import { type Answer, queryCache } from "./query.ts";
import { openStored } from "./stored_session.ts";

/** A command line of `merkl cache query`, taken apart. */
export interface QueryRequest {
  readonly sql: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** Version of what `--json` prints. */
const FORMAT = 1;

/** On a terminal longer cells are cut. */
const WIDEST = 48;

/** Of whole entries a table shows these columns. */
const SHOWN = ["hash", "task", "out", "args", "metadata", "duration", "size", "created"];

/** Digits of a hash that tell it apart. */
const HASH_DIGITS = 12;

/** Prints the answer; gives the exit code. */
export async function queryCommand(request: QueryRequest): Promise<number> {
  const answer = await ask(request);
  if (request.json) {
    printLine(JSON.stringify({ version: FORMAT, ...answer }));
    return 0;
  }
  if (answer.rows.length === 0) {
    if (!request.quiet) console.error("nothing matches");
    return 0;
  }
  const whole = !isQuery(request.sql);
  const heads = whole ? SHOWN : answer.columns;
  const shown = (row: Answer["rows"][number], name: string) =>
    whole && name === "hash" ? String(row[name]).slice(0, HASH_DIGITS) : row[name];
  const rows = answer.rows.map((row) => heads.map((name) => shown(row, name)));
  const text = table(heads, rows, Deno.stdout.isTerminal() ? { widest: WIDEST } : {});
  printLine(text.trimEnd());
  return 0;
}

async function ask(request: QueryRequest): Promise<Answer> {
  await using session = openStored(request);
  return await queryCache(session.cache, request.sql);
}
