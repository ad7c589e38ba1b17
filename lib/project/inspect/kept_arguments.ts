/** The arguments of a stored call, as far as they are kept: for calls that no pipeline makes any more. */

import type { Cache } from "../../cache/interfaces.ts";
import type { MerkleHash } from "../../hash/digest.ts";
import { inputHash } from "../../graph/key.ts";
import type { InputAs } from "../../graph/node.ts";
import type { TaskInfo } from "../../graph/task_info.ts";
import { isInputs, type StoredArgs } from "../../run/args_changes.ts";
import { readFuture } from "../../task/inputs.ts";
import { absPath } from "../../util/path.ts";
import { keptValue } from "./kept_value.ts";
import type { KnownCall } from "./known_calls.ts";

const WAYS: readonly InputAs[] = ["text", "bytes", "json", "lines"];

/** An argument that can be had again. */
type Kept = { readonly value: unknown };

/**
 * The arguments, with Futures for files that are as they were; the name of the first one that is gone
 * if they can't be had. Call it inside a run of the project.
 */
export async function keptArguments(
  call: KnownCall,
  info: TaskInfo,
  cache: Cache,
): Promise<{ readonly args: readonly unknown[] } | { readonly lost: string }> {
  const stored = JSON.parse(call.args) as StoredArgs;
  const args: unknown[] = [];
  for (const { name, rest } of info.params) {
    if (rest) {
      return Object.keys(stored).some((key) => key.startsWith(`${name}.`))
        ? { lost: name }
        : { args };
    }
    if (!(name in stored)) {
      args.push(undefined);
      continue;
    }
    const kept = await keptArgument(stored[name], info, cache);
    if (kept === undefined) return { lost: name };
    args.push(kept.value);
  }
  // those that were left out at the end
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return { args };
}

async function keptArgument(
  stored: unknown,
  info: TaskInfo,
  cache: Cache,
): Promise<Kept | undefined> {
  if (!isInputs(stored)) {
    const isHash = typeof stored === "string" && /^[0-9a-f]{16}$/.test(stored);
    return isHash ? undefined : { value: stored };
  }
  const [[key, hash] = ["", ""], ...more] = Object.entries(stored.from);
  // else it stands somewhere inside of the argument
  if (more.length > 0 || !hash.startsWith(stored.hash)) return undefined;
  return key.startsWith("file ")
    ? keptFile(key.slice("file ".length), hash, info)
    : await keptValue(hash as MerkleHash, cache);
}

function keptFile(name: string, hash: string, { runtime }: TaskInfo): Kept | undefined {
  try {
    const { content } = runtime.file(absPath(name, runtime.root));
    const as = WAYS.find((as) => inputHash(as, content) === hash);
    return as && { value: readFuture(absPath(name, runtime.root), { as }) };
  } catch {
    return undefined;
  }
}
