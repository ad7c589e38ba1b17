/** Until when a variable is given other values: what took its value before that may have an old one. */

import { children, contains, type Node } from "./ast.ts";
import type { FileContext } from "./file_context.ts";
import type { Binding } from "./scope.ts";

/** Stands for the offset of what may be done at any time. */
export const ANY_TIME = -1;

const LOOPS = new WeakMap<FileContext, readonly Node[]>();

/**
 * The offset after which a variable keeps its value; {@linkcode ANY_TIME} if a function that may be
 * called at any time assigns it, undefined if nothing does after its declaration.
 */
export function lastWrite(binding: Binding, context: FileContext): number | undefined {
  let last: number | undefined;
  for (const { node, usage, scope } of binding.refs) {
    if (usage !== "write") continue;
    if (scope.fn !== binding.scope.fn) return ANY_TIME;
    last = Math.max(last ?? 0, endOf(node, binding, context));
  }
  return last;
}

/** A loop around the write, but not around the declaration, may come to it again. */
function endOf(write: Node, binding: Binding, context: FileContext): number {
  const { start } = binding.declared[0]!.name;
  const around = loopsOf(context).find((loop) =>
    contains(loop, write) &&
    !(loop.start <= start && start < loop.end)
  );
  return around?.end ?? write.end;
}

/** All loops of a file, the outer ones first. */
function loopsOf(context: FileContext): readonly Node[] {
  let loops = LOOPS.get(context);
  if (loops) return loops;
  const found: Node[] = [];
  const stack: Node[] = [context.program];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (/^(?:For\w*|While|DoWhile)Statement$/.test(node.type)) found.push(node);
    stack.push(...children(node));
  }
  LOOPS.set(context, loops = found.sort((a, b) => a.start - b.start));
  return loops;
}
