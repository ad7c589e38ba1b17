/** Where calls were made: when first, and in which pipeline. */

import { type PipelineScope, surroundings } from "../graph/ambient.ts";
import type { CallNode } from "../graph/node.ts";

/** What is known of all equal calls. */
export interface CallHome {
  /** Order of creation of the first. */
  readonly seq: number;
  /** The innermost call of a `pipeline()` in which all were made. */
  readonly pipeline: PipelineScope | undefined;
}

/** Remembers calls as they are made; equal ones are one. */
export class CallHomes {
  /** deps hash -> args hash -> home. */
  readonly #homes = new Map<string, Map<string, CallHome>>();

  add(call: CallNode): void {
    const { info: { depsHash }, argsHash, seq } = call;
    let alike = this.#homes.get(depsHash);
    if (alike === undefined) this.#homes.set(depsHash, alike = new Map());
    const before = alike.get(argsHash);
    const pipeline = surroundings()?.pipeline;
    if (before === undefined) alike.set(argsHash, { seq, pipeline });
    else if (before.pipeline !== pipeline) {
      alike.set(argsHash, { seq: before.seq, pipeline: innermost(before.pipeline, pipeline) });
    }
  }

  of({ info, argsHash, seq }: CallNode): CallHome {
    return this.#homes.get(info.depsHash)?.get(argsHash) ?? { seq, pipeline: undefined };
  }
}

/** The innermost that both are in. */
function innermost(
  one: PipelineScope | undefined,
  other: PipelineScope | undefined,
): PipelineScope | undefined {
  const around = new Set<PipelineScope>();
  for (let at = one; at !== undefined; at = at.outer) around.add(at);
  let at = other;
  while (at !== undefined && !around.has(at)) at = at.outer;
  return at;
}
