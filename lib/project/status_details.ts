/** What `merkl status` says of files that their stat alone doesn't show to be as they were. */

import type { Scan } from "../file/scan_files.ts";
import { byCodeUnit } from "../util/order.ts";
import { usesOf } from "./file_uses.ts";
import { Session } from "./session.ts";
import { type FileStatus, statusOf } from "./status.ts";
import type { WiredFiles } from "./status_pipeline.ts";
import type { StoredDatabase } from "./stored_database.ts";

/**
 * All that can be said, sorted by path; with a pipeline only of its files, of which `total` are meant.
 *
 * @param filter A regular expression that paths must match, as those of the findings do; null for all
 */
export async function details(
  { findings }: Scan,
  { database: { root, folder }, wired: all, filter }: {
    readonly database: StoredDatabase;
    readonly wired: WiredFiles | undefined;
    readonly filter: string | null;
  },
): Promise<{ readonly files: readonly FileStatus[]; readonly total: number | undefined }> {
  await using session = new Session({ root, cacheFolder: folder });
  const { cache } = session;
  const wired = all && (filter === null ? all : only(all, new RegExp(filter, "s")));
  let files = statusOf(findings, cache.files);
  if (wired !== undefined) files = ofPipeline(files, wired);
  const affecting = files.filter(({ kind, state }) => kind === "input" && state !== "unchanged");
  const uses = affecting.length === 0
    ? undefined
    : await usesOf(cache, affecting.map(({ path }) => path));
  const described = files.map((file): FileStatus =>
    uses?.has(file.path) === true ? { ...file, uses: uses.get(file.path)! } : file
  );
  const total = wired && new Set([...wired.inputs, ...wired.outputs.keys()]).size;
  return { files: described.sort((a, b) => byCodeUnit(a.path, b.path)), total };
}

function only({ inputs, outputs }: WiredFiles, meant: RegExp): WiredFiles {
  return {
    inputs: new Set([...inputs].filter((path) => meant.test(path))),
    outputs: new Map([...outputs].filter(([path]) => meant.test(path))),
  };
}

/** Files of one pipeline; those that it would write with another Future, or for the first time, too. */
function ofPipeline(files: readonly FileStatus[], { inputs, outputs }: WiredFiles): FileStatus[] {
  const own = new Map(
    files.filter(({ path }) => inputs.has(path) || outputs.has(path)).map((one) => [one.path, one]),
  );
  for (const [path, state] of outputs) {
    const known = own.get(path)?.state ?? "unchanged";
    if (known === "unchanged" && state !== "unchanged") {
      own.set(path, { path, kind: "output", state });
    }
  }
  return [...own.values()];
}
