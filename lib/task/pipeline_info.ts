/** A pipeline in a project: the hash of its code, and whether its graph can be kept. */

import { isMerklError } from "../error/merkl_error.ts";
import type { Place } from "../error/place.ts";
import { framesOf } from "../graph/frames.ts";
import type { Runtime } from "../graph/runtime.ts";
import { displayPath, relPath } from "../util/path.ts";
import type { PipelineDefinition } from "./definition.ts";
import type { Called } from "./params.ts";

/** What a project knows of a pipeline. */
export interface PipelineInfo extends Called {
  /** `file#binding`. */
  readonly id: string;
  /** Hash of its code and all that it uses, its tasks included. */
  readonly code: string;
  /** Why its graph can't be kept; undefined if it can. */
  readonly refused: string | undefined;
}

const known = new WeakMap<PipelineDefinition, { runtime: Runtime; info: PipelineInfo }>();

/** What `runtime` knows of a pipeline; analysed when first asked for. */
export function pipelineInfo(definition: PipelineDefinition, runtime: Runtime): PipelineInfo {
  const before = known.get(definition);
  if (before?.runtime === runtime) return before.info;
  const info = makeInfo(definition, runtime);
  known.set(definition, { runtime, info });
  return info;
}

function makeInfo({ fn, trace }: PipelineDefinition, runtime: Runtime): PipelineInfo {
  const frames = framesOf(trace);
  const request = { fn: fn as never, frames, code: "normalized" } as const;
  const { binding, file, place, params } = runtime.analyze({
    ...request,
    hashMode: "deps",
    pinned: true,
  });
  const name = binding ?? (fn.name || "a pipeline");
  const home = file === undefined ? "unknown" : relPath(file, runtime.root) ?? file;
  const checksCount = file !== undefined;
  const about = { id: `${home}#${name}`, name, place, params, checksCount };
  try {
    const { codeHash, unseen } = runtime.analyze({
      ...request,
      hashMode: "deps",
      pinned: false,
      builds: true,
    });
    return {
      ...about,
      code: codeHash,
      refused: unseen && `${unseen.what}${at(unseen.place)}`,
    };
  } catch (error) {
    // a captured variable and the like: what it builds may be another graph in each call
    if (!isMerklError(error)) throw error;
    return { ...about, code: "", refused: `${error.message}${at(error.place)}` };
  }
}

function at(place: Place | undefined): string {
  return place === undefined ? "" : ` (${displayPath(place.file)}:${place.line}:${place.column})`;
}
