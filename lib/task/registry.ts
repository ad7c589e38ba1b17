/** Finds tasks again by what a kept graph says of them: their id and the hash of their code. */

import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { type BatchDefinition, type BatchInfo, batchInfo } from "./batch_info.ts";
import type { Definition } from "./definition.ts";
import { taskInfo } from "./info.ts";

/** Dead references are dropped when there are so many, and again at twice those that are left. */
const FIRST_SWEEP = 1000;

/** Tasks and batches that stay though nobody else has them. */
let held: object[] | undefined;

/** From now on tasks stay: those of a module that none of its exports leads to can be looked at, too. */
export function holdTasks(): void {
  held ??= [];
}

/** All of a kind in this process, as long as somebody has them. */
class Living<T extends object> {
  #all: WeakRef<T>[] = [];
  #most = FIRST_SWEEP;

  add(made: T): T {
    if (this.#all.length >= this.#most) {
      this.#all = this.#all.filter((one) => one.deref() !== undefined);
      this.#most = Math.max(FIRST_SWEEP, 2 * this.#all.length);
    }
    this.#all.push(new WeakRef(made));
    held?.push(made);
    return made;
  }

  list(): T[] {
    return this.#all.flatMap((one) => one.deref() ?? []);
  }
}

const tasks = new Living<Definition>();
const batches = new Living<BatchDefinition>();

/** Takes note of a task. */
export function register(definition: Definition): Definition {
  return tasks.add(definition);
}

/** Takes note of a batch. */
export function registerBatch(definition: BatchDefinition): BatchDefinition {
  return batches.add(definition);
}

/** Looks for tasks and batches of a project; analyses those of the process that it doesn't know yet. */
export class TaskFinder {
  readonly #tasks = new Map<string, TaskInfo>();
  readonly #batches = new Map<string, BatchInfo>();

  constructor(runtime: Runtime) {
    for (const definition of tasks.list()) {
      const info = unlessRefused(() => taskInfo(definition, runtime));
      if (info !== undefined) this.#tasks.set(keyOf(info.taskId, info.depsHash), info);
    }
    for (const definition of batches.list()) {
      const about = unlessRefused(() => batchInfo(definition, runtime));
      if (about === undefined) continue;
      const { call, info } = about;
      this.#batches.set(keyOf(call.taskId, info.depsHash), about);
      if (definition.single === undefined) this.#tasks.set(keyOf(info.taskId, info.depsHash), info);
    }
  }

  task(taskId: string, depsHash: string): TaskInfo | undefined {
    return this.#tasks.get(keyOf(taskId, depsHash));
  }

  /** A batch whose items' entries have this deps hash. */
  batch(taskId: string, depsHash: string): BatchInfo | undefined {
    return this.#batches.get(keyOf(taskId, depsHash));
  }
}

/** All tasks of the process that can be used, as a project sees them. */
export function livingTasks(runtime: Runtime): TaskInfo[] {
  return tasks.list().flatMap((definition) =>
    unlessRefused(() => taskInfo(definition, runtime)) ?? []
  );
}

function keyOf(taskId: string, depsHash: string): string {
  return `${depsHash} ${taskId}`;
}

/** A task that can't be used is an error where it is used, not here. */
function unlessRefused<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
