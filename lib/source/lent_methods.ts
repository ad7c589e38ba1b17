/** Methods that are not called on their object as they stand: `[].push.call(list, 1)`. */

import { children, isMember, memberChain, type Node, unwrap } from "./ast.ts";
import { isChanging } from "./use_rules.ts";

/** What a call changes by a method that it names, or is given together with its object. */
export function lentChanges(callee: Node, args: readonly Node[]): Node[] {
  const changed: Node[] = [];
  const [first] = args;
  if (first && isMember(callee) && /^(?:apply|call)$/.test(nameOf(callee))) {
    if (isChanging(nameOf(unwrap(callee.object)))) changed.push(first);
  }
  const given = new Set(args.map(chainText));
  for (const arg of args.map(unwrap)) {
    if (isMember(arg) && isChanging(nameOf(arg)) && given.has(chainText(arg.object))) {
      changed.push(arg.object);
    }
  }
  return changed;
}

function nameOf(node: Node): string {
  return isMember(node) && !node.computed ? node.property.name ?? "" : "";
}

/** `a.b`; of anything else a text that nothing else has. */
function chainText(node: Node): string {
  const chain = memberChain(node);
  return chain ? [chain.root.name, ...chain.path].join(".") : `${node.start}`;
}

/** Methods that are called where their object is only named: in a text, a loop, a comparison. */
const UNNAMED = /^(?:toJSON|toString|valueOf)$/;

/** Whether a member of an object literal, or a static one of a class, may run without being named. */
export function runsUnnamed(member: Node): boolean {
  if (member.type !== "ObjectMethod" && member.type !== "ObjectProperty" && !member.static) {
    return false;
  }
  const key = unwrap(member.key);
  if (!member.computed) return UNNAMED.test(key.name ?? key.value);
  return isMember(key) && unwrap(key.object).name === "Symbol";
}

/** Whether what runs when a class is made may call its own methods, or those that it has inherited. */
export function callsOwnMethods(klass: Node): boolean {
  const found = (node: Node): boolean => {
    const callee = node.callee && unwrap(node.callee);
    if (callee && isMember(callee)) {
      const owner = unwrap(callee.object);
      const isOwn = owner.type === "Identifier" && owner.name === klass.id?.name;
      if (isOwn || /^(?:ThisExpression|Super)$/.test(owner.type)) return true;
    }
    return children(node).some(found);
  };
  return (klass.body.body as Node[]).some((member) =>
    member.type === "StaticBlock" || (member.static && member.value) ? found(member) : false
  );
}
