/** How a class whose text the compiler changes is known again at run time: by its members. */

import { isFunction, isTypeOnly, keyName, type Node } from "./ast.ts";
import { isRewritten, runningText, textOf } from "./emitted.ts";
import type { AnalysisMemo } from "./types.ts";

/** Which function of a property descriptor a member is. */
type Role = "get" | "set" | "value";

/** A method or accessor. */
export interface ClassMember {
  readonly name: string;
  readonly role: Role;
  readonly static: boolean;
  /** Hash of its canonical text; absent if the compiler changes that too. */
  readonly text?: string;
}

/** What is surely there when a class runs. */
export interface ClassShape {
  /** Undefined if it has none in the source. */
  readonly name?: string;
  readonly members: readonly ClassMember[];
}

/** The shape of a class in a file of that text. */
export function classShape(node: Node, text: string, name: string | undefined): ClassShape {
  const members = (node.body.body as Node[]).flatMap((member): ClassMember[] => {
    if (isTypeOnly(member) || !isFunction(member) || member.kind === "constructor") return [];
    const key = member.type === "ClassPrivateMethod" ? undefined : keyName(member);
    if (key === undefined) return [];
    const isOther = (member.decorators ?? []).length > 0 || isRewritten(member, text);
    const role: Role = member.kind === "get" || member.kind === "set" ? member.kind : "value";
    return [{
      name: key,
      role,
      static: member.static === true,
      ...(isOther ? {} : { text: textOf(member) }),
    }];
  });
  return { ...(name === undefined ? {} : { name }), members };
}

/** Whether a class that runs may be one of this shape: it has all the members, with their texts. */
export function hasShape(
  fn: { readonly name: string; readonly prototype?: unknown },
  shape: ClassShape,
  memo: AnalysisMemo,
): boolean {
  if (shape.name !== undefined && fn.name !== shape.name) return false;
  return shape.members.every((member) => {
    const owner = member.static ? fn : fn.prototype;
    const found = Object.getOwnPropertyDescriptor(owner ?? {}, member.name)?.[member.role];
    if (typeof found !== "function") return false;
    return member.text === undefined ||
      runningText(Function.prototype.toString.call(found), memo) === member.text;
  });
}
