/** Makes the Futures of a kept graph again, as long as all that it was built from is as it was. */

import { type GraphRead, noteFolder } from "../graph/construction.ts";
import { addOutput, Future, NODE, trackedFuture } from "../graph/future.ts";
import type { BatchCall, Node } from "../graph/node.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { listFolder } from "../file/folder_list.ts";
import { decode } from "../hash/canonical.ts";
import { sha256 } from "../hash/digest.ts";
import { fromHex } from "../util/bytes.ts";
import type { AbsPath } from "../util/path.ts";
import { createCall } from "./call.ts";
import { DirRef } from "./dir_ref.ts";
import { FileRef } from "./file_ref.ts";
import { inputNode } from "./inputs.ts";
import { readEnv } from "./read_env.ts";
import { TaskFinder } from "./registry.ts";
import type { SavedFuture, SavedGraph, SavedNode, SavedSlot, SavedValue } from "./saved_graph.ts";
import { wrapTask } from "./task.ts";

/** A graph that was made again. */
export interface Restored {
  readonly returned: unknown;
  /** Futures whose values were asked for, and hashes of these. */
  readonly evaluated: readonly { readonly future: Future<unknown>; readonly hash: string }[];
  /** Gives Futures their outputs. */
  giveOutputs(): void;
}

/** The Futures of a graph; undefined if something is no longer as it was when the graph was built. */
export function restoreGraph(
  saved: SavedGraph,
  given: readonly Future<unknown>[],
  runtime: Runtime,
): Restored | undefined {
  if (saved.root !== runtime.root) return undefined;
  if (!saved.reads.every((read) => holds(read, runtime))) return undefined;
  const restorer = new Restorer(saved, given, runtime);
  return restorer.restore();
}

/** Looks again, in the same way, so that a surrounding construction sees it as well. */
function holds(read: GraphRead, runtime: Runtime): boolean {
  return found(read, runtime) === read.found;
}

function found(read: GraphRead, runtime: Runtime): string | null {
  try {
    switch (read.kind) {
      case "file":
        return runtime.file(read.path as AbsPath).content;
      case "folder":
        return sha256(
          JSON.stringify(noteFolder(read.path, () => listFolder(read.path).files)),
        );
      case "env":
        return readEnv(read.name) ?? null;
      case "tracked":
        return trackedFuture(runtime, read.path as AbsPath, read.options)?.hash ?? null;
    }
  } catch {
    return null;
  }
}

class Restorer {
  readonly #nodes: Node[] = [];
  readonly #tasks: TaskInfo[] = [];
  readonly #batches: BatchCall[] = [];

  constructor(
    readonly saved: SavedGraph,
    readonly given: readonly Future<unknown>[],
    readonly runtime: Runtime,
  ) {}

  restore(): Restored | undefined {
    const { saved } = this;
    if (!this.#findTasks()) return undefined;
    for (const node of saved.nodes) {
      const made = this.#node(node);
      if (made === undefined) return undefined;
      this.#nodes.push(made);
    }
    return {
      returned: this.#value(saved.result),
      evaluated: saved.evaluated.map(([future, hash]) => ({ future: this.#future(future), hash })),
      giveOutputs: () => this.#giveOutputs(),
    };
  }

  #findTasks(): boolean {
    const finder = new TaskFinder(this.runtime);
    for (const [id, depsHash] of this.saved.tasks) {
      const info = finder.task(id, depsHash);
      if (info === undefined) return false;
      this.#tasks.push(info);
    }
    for (const [id, task] of this.saved.batches) {
      const about = finder.batch(id, this.#tasks[task]!.depsHash);
      if (about === undefined) return false;
      this.#batches.push({ ...about.call });
    }
    return true;
  }

  #node(node: SavedNode): Node | undefined {
    switch (node.kind) {
      case "given":
        return this.given[node.at]?.[NODE];
      case "tracked":
        return trackedFuture(this.runtime, node.path as AbsPath, node.options)?.[NODE];
      case "input": {
        const made = inputNode(this.runtime, node.path as AbsPath, node.as);
        return made.content === node.hash ? made : undefined;
      }
      case "call": {
        const args = this.#value(node.args) as unknown[];
        const batch = node.batch === undefined ? undefined : this.#batches[node.batch];
        const made = createCall(this.#tasks[node.task]!, args, batch);
        return made.argsHash === node.hash ? made : undefined;
      }
    }
  }

  #value({ data, slots }: SavedValue): unknown {
    return decode(fromHex(data), slots.map((slot) => this.#slot(slot)));
  }

  #slot(slot: SavedSlot): unknown {
    if ("future" in slot) return this.#future(slot.future);
    if ("file" in slot) return new FileRef(slot.file, { keep: true });
    if ("folder" in slot) return new DirRef(slot.folder, { keep: true });
    return wrapTask(this.#tasks[slot.task]!.definition);
  }

  #future([node, out]: SavedFuture): Future<unknown> {
    return new Future(this.#nodes[node]!, out);
  }

  #giveOutputs(): void {
    for (const { future, path, sidecar, serializer, place } of this.saved.outputs) {
      addOutput(this.#future(future), path, {
        options: {
          ...(sidecar ? { sidecar } : {}),
          ...(serializer === null ? {} : { serializer }),
        },
        frames: place === null ? [] : [place],
      });
    }
  }
}
