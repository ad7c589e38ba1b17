/** What a file offers to a command line, from its text: nothing of it is run. */

import type { ExportInfo } from "../source/export_info.ts";
import { type AbsPath, dirname } from "../util/path.ts";
import { findRoot } from "./root.ts";
import { Sources } from "./sources.ts";

/** The exports of a file; none if it can't be read. */
export function exportsOfFile(file: AbsPath): readonly ExportInfo[] {
  try {
    const root = findRoot(dirname(file) as AbsPath);
    return new Sources({ root, memo: new Map() }).exports(file);
  } catch {
    return [];
  }
}

/** Names of tasks that a file makes at its top level, exported or not. */
export function tasksOfFile(file: AbsPath): readonly string[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch {
    return [];
  }
  return [...text.matchAll(TASK)].map((match) => match[1]!);
}

const TASK =
  /^(?:export\s+)?(?:const|let)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?::[^=]*)?=\s*(?:task|batch|pipeline)\s*[(<]/gmu;
