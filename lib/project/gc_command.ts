/** `merkl cache gc`, and the same after a run. */

import { printLine } from "../util/print_line.ts";
import type { MerkleHash } from "../hash/digest.ts";
import type { Cache } from "../cache/interfaces.ts";
import { collectedText } from "../report/collected_text.ts";
import type { AbsPath } from "../util/path.ts";
import { careOf } from "./care_of.ts";
import { readConfig } from "./config.ts";
import { findRoot } from "./root.ts";
import type { CacheLimits } from "./settings.ts";
import { openStored } from "./stored_session.ts";

/** A command line of `merkl cache gc`, taken apart. */
export interface GcRequest {
  /** Undefined: as the settings say. */
  readonly maxBytes: number | undefined;
  /** In milliseconds. */
  readonly maxAge: number | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** Version of what `--json` prints. */
const FORMAT = 1;

/** Makes room; gives the exit code. */
export async function gcCommand(request: GcRequest): Promise<number> {
  const { dryRun, cwd, root = findRoot(cwd) } = request;
  await using session = openStored({ cwd, root });
  const own = request.maxBytes !== undefined || request.maxAge !== undefined;
  const { maxBytes, maxAge } = own ? request : readConfig({ root, cwd }).gc ?? request;
  const collected = (await careOf(session.cache).collect({ maxBytes, maxAge, dryRun }))!;
  if (request.json) {
    const { before, after, ...counts } = collected;
    printLine(JSON.stringify({ version: FORMAT, ...counts, before, after }, null, 2));
  } else if (!request.quiet) {
    console.error(collectedText(collected, { dryRun, maxBytes }));
  }
  return 0;
}

/** Keeps a cache within its limits after a run that used these hashes, if that is due. */
export async function collectAfterRun(
  cache: Cache,
  limits: CacheLimits,
  used: Iterable<MerkleHash>,
): Promise<string | undefined> {
  const collected = await cache.care?.collect({ ...limits, used, ifDue: true });
  if (collected === undefined || collected.entries + collected.contents === 0) return undefined;
  return collectedText(collected, { dryRun: false });
}
