/** What is asked of the source about a task. */

import { framesOf } from "../graph/frames.ts";
import type { AnalyzeRequest } from "../source/types.ts";
import type { Definition } from "./definition.ts";

/** The question that gives a task's code hash and all that it depends on. */
export function analyzeRequest({ fn, options, trace, optionTrace }: Definition): AnalyzeRequest {
  return {
    fn: fn as (...args: never[]) => unknown,
    frames: framesOf(trace),
    hashMode: options.hashMode,
    code: options.code,
    deps: options.deps.map(([key]) => key),
    env: options.env,
    ...(optionTrace ? { optionFrames: framesOf(optionTrace) } : {}),
    pinned: options.version !== undefined || options.hashKey !== undefined,
  };
}
