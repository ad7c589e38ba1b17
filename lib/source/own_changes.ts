/** Which methods of a class or object change what they are called on. */

import { children, isFunction, isMember, keyName, type Node, unwrap } from "./ast.ts";
import { isChanging } from "./use_rules.ts";

/** Names of methods that change `this` or what it holds, as far as the text of each tells. */
export function changingMethods(value: Node): string[] {
  const isClass = value.type.startsWith("Class");
  if (!isClass && value.type !== "ObjectExpression") return [];
  const methods = new Map<string, Node>();
  for (const member of (isClass ? value.body.body : value.properties) as Node[]) {
    if (member.static || member.kind === "constructor" || /^Spread|Block$/.test(member.type)) {
      continue;
    }
    const fn = isFunction(member) ? member : member.value && unwrap(member.value);
    const key = member.key?.type === "PrivateName" ? `#${member.key.id.name}` : keyName(member);
    if (key !== undefined && fn && isFunction(fn)) methods.set(key, fn);
  }
  const changing = new Set<string>();
  for (let before = -1; before !== changing.size;) {
    before = changing.size;
    for (const [name, fn] of methods) if (changesThis(fn, changing)) changing.add(name);
  }
  return [...changing].filter((name) => !name.startsWith("#"));
}

function changesThis(node: Node, methods: ReadonlySet<string>): boolean {
  switch (node.type) {
    case "AssignmentExpression":
      if (ofThis(node.left)) return true;
      break;
    case "UpdateExpression":
      if (ofThis(node.argument)) return true;
      break;
    case "UnaryExpression":
      if (node.operator === "delete" && ofThis(node.argument)) return true;
      break;
    case "CallExpression":
    case "OptionalCallExpression": {
      const path = ofThis(node.callee);
      const method = path?.at(-1);
      if (method === undefined) break;
      if (path!.length === 1 ? methods.has(method) : isChanging(method)) return true;
    }
  }
  return children(node).some((child) => changesThis(child, methods));
}

/** The names in `this.a.b`; undefined if it is something else. */
function ofThis(wrapped: Node): string[] | undefined {
  const path: string[] = [];
  let at = unwrap(wrapped);
  while (isMember(at)) {
    const { property } = at;
    path.unshift(property.type === "PrivateName" ? `#${property.id.name}` : property.name ?? "*");
    at = unwrap(at.object);
  }
  return at.type === "ThisExpression" && path.length > 0 ? path : undefined;
}
