/** Where the code that a dependency stands for is now, found in the text of its file. */

import { readTextFile } from "../../source/project_files.ts";
import { type AbsPath, absPath } from "../../util/path.ts";

/** Lines of a file; both ends belong to it. */
export interface CodePlace {
  readonly path: AbsPath;
  /** As in the dependency's name: relative to the root. */
  readonly file: string;
  /** 1-based; undefined if its declaration isn't found. */
  readonly line: number | undefined;
  readonly end: number | undefined;
}

/**
 * Where a dependency stands.
 *
 * @param key Its name among the dependencies of the task: `(body)`, `helper`, `lib/x.ts#helper`
 * @param taskId `file#binding`
 */
export function codePlace(key: string, taskId: string, root: AbsPath): CodePlace | undefined {
  const [home, binding] = split(taskId);
  const isBatch = key.startsWith("(batch)");
  const [file, name] = key === "(body)" || isBatch
    ? [home, binding]
    : key.includes("#")
    ? split(key)
    : /[/.]/.test(key)
    ? [key, undefined]
    : [home, key];
  const path = absPath(file, root);
  const text = readTextFile(path);
  if (text === undefined) return undefined;
  const lines = text.split("\n");
  // a number tells several of one name apart
  const plain = name?.replace(/ \(\d+\)$/, "");
  const at = plain === undefined
    ? -1
    : lines.findIndex((line) => isBatch ? batches(line, plain) : declares(line, plain));
  if (at < 0) return { path, file, line: undefined, end: undefined };
  return { path, file, line: at + 1, end: endOf(lines, at) + 1 };
}

function split(name: string): [file: string, binding: string] {
  const at = name.indexOf("#");
  return [name.slice(0, at), name.slice(at + 1)];
}

function declares(line: string, name: string): boolean {
  const match = /\b(?:const|let|var|function\*?|class|enum)\s+([\p{ID_Continue}$]+)/u.exec(line);
  return match?.[1] === name || (name === "default" && /^\s*export\s+default\b/.test(line));
}

function batches(line: string, task: string): boolean {
  return /\bbatch\(\s*([\p{ID_Continue}$]+)/u.exec(line)?.[1] === task;
}

/** The last line before the next one that begins something at the same depth. */
function endOf(lines: readonly string[], start: number): number {
  const depth = indentOf(lines[start]!);
  let end = start;
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === "") continue;
    if (indentOf(line) <= depth && !/^\s*[)\]}]/.test(line)) break;
    end = i;
  }
  return end;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
