/** The files of a pipeline as it is now, for `merkl status FILE[:EXPORT]`. */

import { absPath, relPath } from "../util/path.ts";
import { whileWiring } from "./early_end.ts";
import { pipelineCall } from "./pipeline_call.ts";
import { loadUserCode } from "./pipeline_file.ts";
import { Session } from "./session.ts";
import type { StatusRequest } from "./status_command.ts";
import type { StoredDatabase } from "./stored_database.ts";

/** Files that a pipeline reads while it is wired, and those that it would write. */
export interface WiredFiles {
  readonly inputs: ReadonlySet<string>;
  /** Whether what merkl wrote there is what the pipeline would write now. */
  readonly outputs: ReadonlyMap<string, "unchanged" | "stale" | "missing">;
}

/** Loads and wires a pipeline; runs nothing. */
export async function wirePipeline(
  request: StatusRequest,
  { root, folder }: StoredDatabase,
): Promise<WiredFiles> {
  const { cwd, pipeline } = request;
  const file = absPath(pipeline!.file, cwd);
  const read = new Set<string>();
  const early = { file: pipeline!.file, json: request.json };
  const library = await request.library();
  const module = await whileWiring(early, () => loadUserCode(file, library));
  await using session = new Session({
    root,
    cacheFolder: folder,
    onFile: (path) => void read.add(path),
  });
  const { sources, cache } = session;
  const call = { ...pipeline!, args: [], open: 0, reserved: [], command: "status", cwd };
  const picked = pipelineCall(call, { path: file, module, sources });
  if (picked.kind === "help") return { inputs: new Set(), outputs: new Map() };
  const { scope } = await whileWiring(early, () => session.wire(picked.call));
  const keyOf = (path: string) => relPath(absPath(path), root) ?? path;
  const outputs = scope.outputs.all();
  const rows = cache.files.get(outputs.map(({ path }) => keyOf(path)));
  const inputs = [...read].map(keyOf);
  const tracked = cache.files.get(inputs); // sources are not
  return {
    inputs: new Set(inputs.filter((_, i) => tracked[i] !== undefined)),
    outputs: new Map(outputs.map(({ path, future }, i) => {
      const written = rows[i]?.written;
      const same = written?.future === future.hash;
      return [keyOf(path), written === undefined ? "missing" : same ? "unchanged" : "stale"];
    })),
  };
}
