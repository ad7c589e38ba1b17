/** Pins (`version`, `hashKey`): each stands for one code in a process. */

import { pinConflict } from "../error/task_errors.ts";

/** The pins of a session. */
export class Pins {
  readonly #known = new Map<string, { readonly code: string; readonly taskId: string }>();

  /** @throws {MerklError} `pin-conflict` if the pin stands for other code already */
  add(id: string, code: string, taskId: string): void {
    const before = this.#known.get(id);
    if (before === undefined) this.#known.set(id, { code, taskId });
    else if (before.code !== code) throw pinConflict(id, [before.taskId, taskId]);
  }
}
