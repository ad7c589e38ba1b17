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
  readonly #homes = new Map<string, CallHome>();

  add(call: CallNode): void {
    const key = keyOf(call);
    const before = this.#homes.get(key);
    const pipeline = surroundings()?.pipeline;
    if (before === undefined) this.#homes.set(key, { seq: call.seq, pipeline });
    else if (before.pipeline !== pipeline) {
      const { seq } = before;
      this.#homes.set(key, { seq, pipeline: innermost(before.pipeline, pipeline) });
    }
  }

  of(call: CallNode): CallHome {
    return this.#homes.get(keyOf(call)) ?? { seq: call.seq, pipeline: undefined };
  }
}

function keyOf({ info, argsHash }: CallNode): string {
  return `${info.depsHash} ${argsHash}`;
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
