/** The node of one call. */

import { argsHash } from "../graph/key.ts";
import { type BatchCall, type CallNode, nextSeq } from "../graph/node.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { takeArguments } from "./arguments.ts";
import { outKeys } from "./outs.ts";
import { checkCall } from "./schema.ts";

/** Takes the arguments as they are now. `batch`: the call of a batch that it is an item of. */
export function createCall(
  info: TaskInfo,
  args: readonly unknown[],
  batch?: BatchCall,
): CallNode {
  const taken = takeArguments({ info, args });
  const { schema } = info.definition.options;
  if (schema !== undefined) checkCall(schema, { info, args });
  const call: CallNode = {
    kind: "call",
    seq: nextSeq(),
    info,
    args,
    parents: taken.parents,
    skeleton: taken.skeleton,
    counted: taken.counted,
    argsHash: argsHash(taken.skeleton, taken.counted),
    outs: outKeys(info.definition.options.outs, info, args),
    batch,
  };
  info.runtime.onCall?.(call);
  return call;
}
