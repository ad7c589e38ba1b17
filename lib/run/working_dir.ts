/** The working directory belongs to the process: a body that changes it changes it for all others. */

import { surroundings } from "../graph/ambient.ts";
import type { TaskInfo } from "../graph/task_info.ts";

let installed = false;
/** Bodies that changed it, and what it was before. */
const before = new Map<object, string>();

/** Sees bodies change the working directory, from now on. */
export function watchWorkingDir(): void {
  if (installed) return;
  installed = true;
  const { chdir } = Deno;
  Deno.chdir = (directory) => {
    note();
    chdir(directory);
  };
  const ofNode = process.chdir;
  process.chdir = (directory) => {
    note();
    ofNode(directory);
  };
}

function note(): void {
  const body = surroundings()?.body;
  if (body !== undefined && !before.has(body)) before.set(body, Deno.cwd());
}

/** A body of this task ended: puts back what it left changed, and says so. */
export function putBackWorkingDir(body: object, { name, taskId, runtime }: TaskInfo): void {
  if (before.size === 0) return;
  const was = before.get(body);
  if (was === undefined) return;
  before.delete(body);
  if (Deno.cwd() === was) return;
  Deno.chdir(was);
  runtime.warnOnce(
    `chdir ${taskId}`,
    `${name} changed the working directory, which all bodies share, and left it so; it was put ` +
      "back. Use absolute paths, and the option cwd of Deno.Command",
  );
}
