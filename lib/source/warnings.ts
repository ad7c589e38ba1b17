/** What must be said of a function's dependencies: what the key can't hold, though it isn't refused. */

import type { Place } from "../error/place.ts";
import { type Declared, usePlace } from "./check.ts";
import type { Closure } from "./closure.ts";
import type { GraphNode } from "./graph_node.ts";
import { isGlobalObject, isOwnGlobal } from "./globals.ts";
import type { RunChange } from "./run_changes.ts";
import type { Read } from "./summary.ts";
import type { SourceWarning } from "./types.ts";

/** Says something once. */
type Say = (code: string, message: string, place: Place | undefined) => void;

/**
 * What is equal in every call and can't be followed, and what a body reads of its surroundings.
 * @param changes What of this functions change while the program runs
 */
export function warningsOf(
  closure: Closure,
  declared: Declared,
  changes: readonly RunChange[],
): SourceWarning[] {
  const warnings: SourceWarning[] = [];
  const say: Say = (code, message, place) => {
    if (warnings.some((w) => w.code === code && w.message === message)) return;
    warnings.push({ code, message, ...(place ? { place } : {}) });
  };
  closure.nodes.forEach((node, i) => {
    if (declared.nodes.has(node)) return;
    sayUnfollowed(closure, i, say);
    for (const read of node.parts.code?.bodyReads ?? []) {
      const place = node.parts.file?.place(read.at);
      sayRead(read, place, { closure, declared, say });
    }
  });
  for (const { name, by, place } of changes) {
    say(
      "changed-at-run-time",
      `"${name}" is changed by ${by}: what it holds when a task runs is not in the key; pass it as an argument`,
      place,
    );
  }
  for (const { node, change } of closure.load?.globals() ?? []) {
    const message = `${change.what} is assigned while modules load: its value is not in the key`;
    say("changed-global", message, node.parts.file?.place(change.at));
  }
  return warnings;
}

const MODULE_FOLDER =
  "The place of this module is used, but files that are found by it are not in the key: " +
  'name them in one piece (new URL("./data/", import.meta.url)) or pass a FileRef';

function sayUnfollowed(closure: Closure, i: number, say: Say): void {
  const node = closure.nodes[i]!;
  const { binding, code, file, name, why, localName } = node.parts;
  if (node.kind === "builtin" && /\bmodule#createRequire$/.test(name)) {
    const message = "Modules that createRequire() is for can't be followed";
    say("computed-import", message, usePlace(closure, i));
  }
  if (why) say("unknown-dependency", why, node.place());
  if (binding?.assignedAt && file && !isOwnMemory(node, closure)) {
    const message =
      `"${localName}" is assigned by a function: its value when a task runs is not in the key`;
    say("assigned-variable", message, file.place(binding.assignedAt));
  }
  for (const odd of code?.odd ?? []) {
    const message = odd.kind === "eval"
      ? "Code made at run time is not in the key"
      : "An import whose specifier is computed can't be followed";
    say(odd.kind, message, file?.place(odd.at));
  }
  for (const at of code?.places ?? []) say("module-folder", MODULE_FOLDER, file?.place(at));
}

/** Whether a variable holds what a function of the task has computed, and nothing else. */
function isOwnMemory({ parts: { binding, file } }: GraphNode, { nodes }: Closure): boolean {
  const at = binding!.assignedAt!;
  return binding!.remembered === true &&
    nodes.some(({ parts }) =>
      parts.file === file && parts.code !== undefined && parts.binding !== binding &&
      parts.code.span[0] <= at[0] && at[1] <= parts.code.span[1]
    );
}

const READ_WARNINGS: Partial<Record<Read["kind"], string>> = {
  env: "env-read",
  clock: "clock-read",
  random: "random-read",
};

function sayRead(
  read: Read,
  place: Place | undefined,
  { closure, declared, say }: {
    readonly closure: Closure;
    readonly declared: Declared;
    readonly say: Say;
  },
): void {
  const global = read.kind === "outside" ? read.what.split(/[.(]/)[0]! : "";
  if (isGlobalObject(global)) {
    const message =
      `${global} is handed on or named otherwise: what is read of it is not in the key`;
    say("global-read", message, place);
  } else if (global !== "" && isOwnGlobal(global) && !isSetAtLoad(closure, global)) {
    const message = `${global} is neither declared nor imported here: if it is a global, what it ` +
      "holds is not in the key; pass it as an argument";
    say("global-read", message, place);
  }
  const name = READ_WARNINGS[read.kind];
  if (!name || (read.env !== undefined && declared.env.has(read.env))) return;
  say(name, `${read.what} is read, but what it gives is not in the key${wayOut(read)}`, place);
}

/** Then it is said where it is assigned. */
function isSetAtLoad(closure: Closure, name: string): boolean {
  return (closure.load?.globals() ?? []).some(({ change }) =>
    change.what.split(".").includes(name)
  );
}

function wayOut(read: Read): string {
  if (read.env !== undefined) return `: declare it with \`env: [${JSON.stringify(read.env)}]\``;
  return read.kind === "env"
    ? ": declare what it reads with `env: […]`"
    : "; pass it as an argument if the value depends on it";
}
