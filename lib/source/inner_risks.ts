/** What may change the content of a constant of a function, after which its text doesn't tell it. */

import { isFunction, type Node } from "./ast.ts";
import type { FileContext } from "./file_context.ts";
import { LOAD, type Moments } from "./moments.ts";
import type { Binding } from "./scope.ts";
import type { Ref, Risk } from "./summary.ts";
import { type Note, UNKNOWN } from "./note.ts";
import type { Notes } from "./use_notes.ts";
import { notesOf } from "./uses_of.ts";
import { valueKind, valueOf } from "./value_kind.ts";

/** What a constant is whose content is changed. */
export const CHANGED = "a constant whose content is changed";

/** Notes of a function or statement, and the references that they number. */
interface Home {
  readonly notes: Notes;
  readonly moments: Moments;
  readonly refs: readonly Ref[];
}

const HOMES = new WeakMap<FileContext, Map<Node, Home>>();

/** What may change a constant; undefined if something surely may. */
export function risksOf(binding: Binding, context: FileContext): readonly Risk[] | undefined {
  const value = valueOf(binding);
  if (isWritten(binding)) return undefined;
  if (value && isFunction(value)) return [];
  const { notes, moments, refs } = homeOf(binding, context);
  const kind = valueKind(value, context);
  const isMade = value?.type === "NewExpression" && kind === undefined;
  const maker = value ? moments.ofMade(value, LOAD) : LOAD;
  const risks: Risk[] = [];
  for (const note of notes.of(binding)) {
    if (note.how === "assign" || note.how === "change") return undefined;
    if (kind === "plain" || note.to === "builtin" || (note.reads && !isMade)) continue;
    // Tasks and Futures don't change, whatever is done with them.
    const risk = typeof maker === "string"
      ? riskOf(note, refs)
      : riskOf({ ...note, when: maker }, refs);
    if (!risk) return undefined;
    risks.push(risk);
  }
  return risks;
}

function isWritten(binding: Binding): boolean {
  return binding.refs.some((ref) => ref.usage === "write");
}

function riskOf(
  { how, when, to, arg, each, member }: Note,
  refs: readonly Ref[],
): Risk | undefined {
  const handed = typeof when === "string" ? undefined : when;
  const within: Risk["within"] = handed && withArg(refs[handed[0]]!, handed[1]);
  if (how === "call" || typeof to !== "number" || to === UNKNOWN) {
    return within && { to: within[0], within };
  }
  return {
    to: refs[to]!,
    ...(arg === undefined ? {} : { arg }),
    ...(each ? { each } : {}),
    ...(member === undefined ? {} : { member }),
    ...(within ? { within } : {}),
  };
}

function withArg(to: Ref, arg: number | undefined): readonly [Ref, number?] {
  return arg === undefined ? [to] : [to, arg];
}

/** The function, or else the statement of the module, in which a name is declared. */
function homeOf(binding: Binding, context: FileContext): Home {
  let homes = HOMES.get(context);
  if (!homes) HOMES.set(context, homes = new Map());
  const { start } = binding.declared[0]!.name;
  const root: Node = binding.scope.fn ??
    (context.program.body as Node[]).find((s) => s.start <= start && start < s.end)!;
  const known = homes.get(root);
  if (known) return known;
  const refs: Ref[] = [];
  const numbers = new Map<string, number>();
  const refOf = (node: Node) => {
    const ref = context.resolve(node, [root]);
    if (!ref) return -1;
    const key = JSON.stringify({ ...ref, at: undefined });
    const number = numbers.get(key);
    if (number !== undefined) return number;
    numbers.set(key, refs.length);
    return refs.push(ref) - 1;
  };
  const home = { ...notesOf(root, { context, refOf }), refs };
  homes.set(root, home);
  return home;
}
