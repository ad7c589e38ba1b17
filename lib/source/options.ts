/** What a task's options say in the source text: names that are hashed by value. */

import { isNode, keyName, memberChain, type Node, unwrap } from "./ast.ts";
import type { FileContext } from "./file_context.ts";
import type { DeclaredOptions } from "./summary.ts";

/** Reads `deps` and `env` of an object literal; undefined if it is none or has neither. */
export function readOptions(value: Node, context: FileContext): DeclaredOptions | undefined {
  if (value.type !== "ObjectExpression") return undefined;
  const deps = property(value, "deps");
  const env = property(value, "env");
  if (!deps && !env) return undefined;
  return {
    deps: deps ? namesIn(deps).flatMap((root) => numberOf(root, context)) : [],
    env: env?.type === "ArrayExpression"
      ? (env.elements as (Node | null)[]).flatMap((e) =>
        e?.type === "StringLiteral" ? [e.value] : []
      )
      : [],
  };
}

function property(object: Node, name: string): Node | undefined {
  for (const member of object.properties as Node[]) {
    if (member.type === "ObjectProperty" && keyName(member) === name) return unwrap(member.value);
  }
  return undefined;
}

/** The identifiers that a list or dictionary of dependencies names. */
function namesIn(deps: Node): Node[] {
  const values: unknown[] = deps.type === "ArrayExpression"
    ? deps.elements
    : deps.type === "ObjectExpression"
    ? (deps.properties as Node[]).map((p) => p.value)
    : [];
  return values.filter(isNode).flatMap((value) => memberChain(value)?.root ?? []);
}

function numberOf(identifier: Node, context: FileContext): number[] {
  const binding = context.bindingOf(identifier);
  return binding ? [context.idOf(binding)] : [];
}
