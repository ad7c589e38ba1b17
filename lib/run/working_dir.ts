/** The working directory belongs to the process: a body that changes it changes it for all others. */

import { surroundings } from "../graph/ambient.ts";
import type { TaskInfo } from "../graph/task_info.ts";

let installed = false;
/** Bodies that changed it, in the order in which they did first, and what it is to be after them. */
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
  if (body === undefined || before.has(body)) return;
  const was = current();
  if (was !== undefined) before.set(body, was);
}

/** A body of this task ended: puts back what it left changed, and says so. */
export function putBackWorkingDir(body: object, { name, taskId, runtime }: TaskInfo): void {
  if (before.size === 0) return;
  const was = before.get(body);
  if (was === undefined) return;
  const left = current();
  handBack(body, was);
  if (left === was) return;
  try {
    Deno.chdir(was);
  } catch {
    return; // it is gone
  }
  runtime.warnOnce(
    `chdir ${taskId}`,
    `${name} changed the working directory, which all bodies share, and left it so; it was put ` +
      "back. Use absolute paths, and the option cwd of Deno.Command",
  );
}

/** Those that changed it after `body` did may have found what this one had made of it. */
function handBack(body: object, was: string): void {
  let isLater = false;
  for (const other of before.keys()) {
    if (isLater) before.set(other, was);
    if (other === body) isLater = true;
  }
  before.delete(body);
}

/** Undefined if it was removed. */
function current(): string | undefined {
  try {
    return Deno.cwd();
  } catch {
    return undefined;
  }
}
