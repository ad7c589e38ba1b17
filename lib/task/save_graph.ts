/** What a pipeline built, as JSON. */

import { uncacheableFuture } from "../error/pipeline_errors.ts";
import type { Construction } from "../graph/construction.ts";
import { type Future, isFuture, NODE } from "../graph/future.ts";
import type { BatchCall, CallNode, Node } from "../graph/node.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { findFutures } from "../graph/walk.ts";
import { encode, HASH_METHOD, type Replacement } from "../hash/canonical.ts";
import type { Place } from "../error/place.ts";
import { isMerklError, type MerklError } from "../error/merkl_error.ts";
import { classInstance } from "../error/value_errors.ts";
import { toHex } from "../util/bytes.ts";
import { definitionOf } from "./definition.ts";
import { DIR_REF, isDirRef } from "./dir_ref.ts";
import { FILE_REF, isFileRef } from "./file_ref.ts";
import { taskInfo } from "./info.ts";
import type {
  SavedFuture,
  SavedGraph,
  SavedNode,
  SavedOutput,
  SavedSlot,
  SavedValue,
} from "./saved_graph.ts";

/** What is to be saved. */
export interface SaveRequest {
  readonly runtime: Runtime;
  /** Of the pipeline. */
  readonly name: string;
  readonly place: Place | undefined;
  readonly code: string;
  readonly later: boolean;
  /** The Futures that it was given. */
  readonly given: readonly Future<unknown>[];
  readonly returned: unknown;
  readonly construction: Construction;
}

/**
 * The graph of a construction that was not refused.
 * @throws {MerklError} `uncacheable-future`; `value-…` if what was returned is no plain data
 */
export function saveGraph(request: SaveRequest): SavedGraph {
  return new Saver(request).save();
}

class Saver {
  readonly #request: SaveRequest;
  readonly #nodes: SavedNode[] = [];
  readonly #numbers = new Map<Node, number>();
  readonly #tasks: (readonly [string, string])[] = [];
  readonly #taskNumbers = new Map<TaskInfo, number>();
  readonly #batches: (readonly [string, number])[] = [];
  readonly #batchNumbers = new Map<BatchCall, number>();

  constructor(request: SaveRequest) {
    this.#request = request;
    request.given.forEach((future, at) => {
      const node = future[NODE];
      if (this.#numbers.has(node)) return;
      this.#numbers.set(node, this.#nodes.push({ kind: "given", at }) - 1);
    });
  }

  save(): SavedGraph {
    const { code, later, returned, construction } = this.#request;
    const { outputs, evaluated } = construction;
    const roots = [
      ...findFutures(returned),
      ...outputs.map((output) => output.future),
      ...evaluated.map(({ future }) => future),
    ];
    for (const node of this.#newNodes(roots)) {
      this.#numbers.set(node, this.#nodes.push(this.#node(node)) - 1);
    }
    return {
      root: this.#request.runtime.root,
      code,
      later,
      result: this.#value(returned, "result"),
      outputs: outputs.map((output) => this.#output(output)),
      evaluated: evaluated.map(({ future, hash }) => [this.#future(future), hash] as const),
      nodes: this.#nodes,
      tasks: this.#tasks,
      batches: this.#batches,
      reads: [...construction.reads.values()],
    };
  }

  /** All nodes of the graph that were not given, parents before children. */
  #newNodes(roots: readonly Future<unknown>[]): Node[] {
    const found = new Set<Node>();
    const stack = roots.map((future) => future[NODE]);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (found.has(node) || this.#numbers.has(node)) continue;
      found.add(node);
      if (node.kind === "call") stack.push(...node.parents.map((parent) => parent[NODE]));
    }
    return [...found].sort((a, b) => a.seq - b.seq);
  }

  #node(node: Node): SavedNode {
    const tracked = this.#request.construction.tracked.get(node);
    if (tracked !== undefined) return tracked;
    if (node.kind === "input") {
      return { kind: "input", path: node.path, as: node.as, hash: node.content };
    }
    if (node.kind === "file") {
      throw this.#uncacheable(node.name, {
        why: "it was made by Future.fromFile() elsewhere",
        hint: "Call Future.fromFile() in the pipeline, or give it the Future as an argument",
      });
    }
    return {
      kind: "call",
      task: this.#task(node.info),
      args: this.#args(node),
      hash: node.argsHash,
      ...(node.batch === undefined ? {} : { batch: this.#batch(node.batch, node.info) }),
    };
  }

  #args(node: CallNode): SavedValue {
    try {
      return this.#value(node.args, "args");
    } catch (error) {
      if (!isMerklError(error) || error.code === "uncacheable-future") throw error;
      throw this.#uncacheable(node.info.name, {
        why: `an argument is no plain data (${error.message})`,
        hint: "Give it plain data, or make it in the task",
      });
    }
  }

  #value(value: unknown, root: string): SavedValue {
    const slots: unknown[] = [];
    const replace = (item: object, path: () => string): Replacement | undefined => {
      if (this.#isSlot(item)) return { kind: "slot" };
      // what it is hashed by doesn't tell what a body is to be given
      if (HASH_METHOD in item) throw classInstance(path(), item.constructor.name);
      return undefined;
    };
    const bytes = encode(value, { root, replace, slots });
    return { data: toHex(bytes), slots: slots.map((slot) => this.#slot(slot)) };
  }

  #isSlot(item: object): boolean {
    if (isFuture(item) || definitionOf(item) !== undefined) return true;
    if (isFileRef(item)) return item[FILE_REF].stored === undefined;
    return isDirRef(item) && item[DIR_REF].kind === "local";
  }

  #slot(slot: unknown): SavedSlot {
    if (isFuture(slot)) return { future: this.#future(slot) };
    if (isFileRef(slot)) return { file: slot[FILE_REF].path };
    if (isDirRef(slot)) return { folder: slot.path };
    return { task: this.#task(taskInfo(definitionOf(slot)!, this.#request.runtime)) };
  }

  #future(future: Future<unknown>): SavedFuture {
    return [this.#numbers.get(future[NODE])!, future.outKey];
  }

  #output({ future, path, options, place }: Construction["outputs"][number]): SavedOutput {
    return {
      future: this.#future(future),
      path,
      sidecar: options.sidecar === true,
      serializer: typeof options.serializer === "string" ? options.serializer : null,
      place: place ?? null,
    };
  }

  #task(info: TaskInfo): number {
    let number = this.#taskNumbers.get(info);
    if (number !== undefined) return number;
    if (info.taskId.endsWith("#local") || !info.checksCount) {
      throw this.#uncacheable(info.name, {
        why: "that task is made inside of a function, where it can't be found again",
        hint: `Define ${info.name} at the top level of a module`,
      });
    }
    this.#taskNumbers.set(info, number = this.#tasks.push([info.taskId, info.depsHash]) - 1);
    return number;
  }

  #batch(call: BatchCall, info: TaskInfo): number {
    let number = this.#batchNumbers.get(call);
    if (number === undefined) {
      number = this.#batches.push([call.taskId, this.#task(info)]) - 1;
      this.#batchNumbers.set(call, number);
    }
    return number;
  }

  #uncacheable(task: string, { why, hint }: { why: string; hint: string }): MerklError {
    const { name, place } = this.#request;
    return uncacheableFuture(name, { task, why, hint, place });
  }
}
