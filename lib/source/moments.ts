/** When functions within a piece of code are run. */

import { children, contains, isCall, isFunction, isMember, type Node, unwrap } from "./ast.ts";
import type { Binding, Reference } from "./scope.ts";
import { valueOf } from "./value_kind.ts";
import type { AtomNames } from "./value_flow.ts";

/** Whenever the code is evaluated. */
export const LOAD = "load";
/** When a function that it makes is called later. */
export const BODY = "body";

/** When something is done: also by what a function was handed to, as which argument. */
export type Moment = typeof LOAD | typeof BODY | Handed;

/** A reference by index, and the position of an argument where that is known. */
export type Handed = readonly [ref: number, arg?: number];

/** Tells when functions of a piece of code are run. */
export class Moments {
  #handed: { readonly start: number; readonly end: number; readonly moment: Moment }[] | undefined;

  constructor(readonly roots: readonly Node[], readonly names: AtomNames) {}

  /** When a function is run that is handed over in a call. */
  ofHanded(call: Node, arg: Node, when: Moment): Moment {
    if (when !== LOAD) return when;
    const callee = unwrap(call.callee ?? call.tag);
    const ref = this.names.refOf(callee);
    if (ref >= 0) {
      const at: number = (call.arguments ?? []).indexOf(arg);
      const before: readonly Node[] = (call.arguments ?? []).slice(0, at + 1);
      return at < 0 || before.some((a) => a.type === "SpreadElement") ? [ref] : [ref, at];
    }
    const owner = isMember(callee) ? this.names.refOf(unwrap(callee.object)) : -1;
    return owner >= 0 ? [owner] : when;
  }

  /**
   * When something is done to what an expression gives: what `task()` gave, or what a task gave, is
   * as safe as what is handed to them.
   */
  ofMade(wrapped: Node, when: Moment): Moment {
    if (when !== LOAD) return when;
    const node = unwrap(wrapped);
    if (node.type === "Identifier") {
      const name = this.names.localOf(node);
      const value = name?.kind === "const" ? valueOf(name) : undefined;
      return value ? this.ofMade(value, when) : when;
    }
    if (!isCall(node)) return when;
    const callee = unwrap(node.callee);
    const ref = this.names.refOf(callee);
    if (ref >= 0) return [ref];
    return this.ofMade(isMember(callee) ? callee.object : callee, when);
  }

  /** When a function is run that has a name within the code: at any of its uses. */
  ofNamed(name: Binding, when: Moment): Moment {
    if (when !== LOAD) return when;
    const own = name.declared.map(({ node }) => node);
    const moments = new Map<string, Moment>();
    for (const ref of name.refs) {
      if (own.some((node) => contains(node, ref.node))) continue;
      const moment = this.#at(ref);
      moments.set(String(moment), moment);
    }
    const [first = BODY] = moments.values();
    return moments.size > 1 ? LOAD : first;
  }

  #at({ node, handedTo }: Reference): Moment {
    if (handedTo) return this.ofHanded(handedTo.call, handedTo.argument, LOAD);
    this.#handed ??= this.roots.flatMap((root) => [...this.#search(root)]);
    return this.#handed.find((span) => contains(span, node))?.moment ?? LOAD;
  }

  /** Function literals that are handed over, the outermost. */
  *#search(node: Node): Generator<{ start: number; end: number; moment: Moment }> {
    for (const child of children(node)) {
      if (isCall(node) && child !== node.callee && isFunction(unwrap(child))) {
        const moment = this.ofHanded(node, child, LOAD);
        if (moment !== LOAD) {
          yield { start: child.start, end: child.end, moment };
          continue;
        }
      }
      yield* this.#search(child);
    }
  }
}
