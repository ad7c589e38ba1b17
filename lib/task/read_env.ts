/** Environment variables as part of what a graph is built from. */

import { envInBody } from "../error/pipeline_errors.ts";
import { ambient } from "../graph/ambient.ts";

/**
 * An environment variable, while a graph is built: a `pipeline()` that reads it is built again when
 * it changes.
 *
 * @throws {MerklError} `env-in-body` in the body of a task, whose `env` option says what it reads
 */
export function readEnv(name: string): string | undefined {
  const { runtime, body, construction } = ambient();
  if (body !== undefined) throw envInBody(name);
  const found = runtime.env(name);
  construction?.read({ kind: "env", name, found: found ?? null });
  return found;
}
