/** What is remembered of one name of a file. */

import { contains, isCall, isFunction, isTypeOnly, keyName, type Node, unwrap } from "./ast.ts";
import { type FileContext, spanOf } from "./file_context.ts";
import { readOptions } from "./options.ts";
import { CHANGED, risksOf } from "./inner_risks.ts";
import { lastWrite } from "./last_write.ts";
import { changingMethods } from "./own_changes.ts";
import type { Part } from "./print.ts";
import { isRemembered } from "./remembered.ts";
import type { Binding, BindingKind } from "./scope.ts";
import { functionInfo } from "./signature.ts";
import type { FileBinding, FunctionInfo, Span } from "./summary.ts";
import { valueKind, valueOf } from "./value_kind.ts";

const OPAQUE: Partial<Record<BindingKind, string>> = {
  parameter: "a parameter",
  loop: "a loop variable",
  catch: "a caught error",
  let: "a variable",
  var: "a variable",
};

const KINDS: Partial<Record<BindingKind, FileBinding["kind"]>> = {
  class: "class",
  enum: "enum",
  function: "function",
  let: "variable",
  namespace: "constant",
  var: "variable",
};

/**
 * Summarises a binding.
 * @param statementIndex The index in the summary of a statement of the module
 */
export function summariseBinding(
  binding: Binding,
  context: FileContext,
  statementIndex: (statement: number) => number,
): FileBinding {
  const declared = binding.declared[0]!;
  const name = binding.kind === "default" ? "default" : binding.name;
  const span = spanOf(binding.kind === "default" ? declared.node : declared.name);
  if (binding.kind === "import") {
    return importBinding(declared.node, name, span);
  }
  const isInner = binding.scope !== context.scopes.module;
  const risks = isInner && !OPAQUE[binding.kind] ? risksOf(binding, context) : [];
  const why = isInner ? OPAQUE[binding.kind] ?? (risks ? undefined : CHANGED) : undefined;
  if (why) {
    return { name, kind: "opaque", span, why, inner: true, ...writtenUntil(binding, context) };
  }
  const node = context.runNode(partsOf(binding), partsSpan(binding));
  const value = valueOf(binding);
  const made = value
    ? node.calls.findIndex((c) => c.at[0] === value.start && c.at[1] === value.end)
    : -1;
  const fn = value && isFunction(value) ? functionInfo(value, context.text) : undefined;
  const members = value ? membersOf(value, context.text) : undefined;
  const alias = value?.type === "Identifier" ? context.bindingOf(value) : undefined;
  const options = value ? readOptions(value, context) : undefined;
  const content = valueKind(value, context);
  const changing = value ? changingMethods(value) : [];
  return {
    name,
    kind: fn
      ? "function"
      : KINDS[binding.kind] ?? (value?.type === "ClassExpression" ? "class" : "constant"),
    span,
    node,
    ...(fn ? { fn } : {}),
    ...(members ? { members } : {}),
    ...(isPart(declared.node) ? { part: true as const } : {}),
    ...(alias ? { alias: context.idOf(alias) } : {}),
    ...(made >= 0 && value && isCall(value) ? { made } : {}),
    ...(options ? { options } : {}),
    ...(content ? { value: content } : {}),
    ...(changing.length > 0 ? { changing } : {}),
    ...(risks && risks.length > 0 ? { risks } : {}),
    ...writtenUntil(binding, context),
    ...(isInner ? { inner: true as const } : {
      ...declaringStatements(binding, context, statementIndex),
      ...assignedAt(binding, context),
    }),
  };
}

function importBinding(specifier: Node, name: string, span: Span): FileBinding {
  // The builder of scopes puts the source of the declaration here.
  const imported: string = specifier.type === "ImportNamespaceSpecifier"
    ? "*"
    : specifier.type === "ImportDefaultSpecifier"
    ? "default"
    : specifier.imported.name ?? specifier.imported.value;
  return { name, kind: "import", span, from: [specifier.source, imported] };
}

/** The trees that a binding is made of. */
function partsOf(binding: Binding): Part[] {
  return binding.declared.flatMap(({ node, name }): Part[] => {
    if (node.type !== "VariableDeclarator") return [{ node }];
    const word = binding.kind === "let" || binding.kind === "var" ? binding.kind + " " : "";
    if (node.id.type !== "Identifier") return [{ node, before: word, after: ` : ${name.name}` }];
    return node.init
      ? [{ node: node.init, before: word }]
      : [{ node: undefinedAt(node), before: word }];
  });
}

function isPart(declared: Node): boolean {
  return declared.type === "VariableDeclarator" && declared.id.type !== "Identifier";
}

/** What a variable without initialiser holds. */
function undefinedAt(node: Node): Node {
  return { type: "Identifier", name: "undefined", start: node.start, end: node.end };
}

function partsSpan(binding: Binding): Span {
  const { node } = binding.declared[0]!;
  return spanOf(
    node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init
      ? node.init
      : node,
  );
}

/** Functions that are members of an object literal or static ones of a class. */
function membersOf(value: Node, text: string): Record<string, FunctionInfo> | undefined {
  const members: Record<string, FunctionInfo> = Object.create(null);
  const isClass = value.type === "ClassDeclaration" || value.type === "ClassExpression";
  if (!isClass && value.type !== "ObjectExpression") return undefined;
  for (const member of (isClass ? value.body.body : value.properties) as Node[]) {
    if (member.type === "SpreadElement" || isTypeOnly(member) || (isClass && !member.static)) {
      continue;
    }
    if (member.type === "StaticBlock") continue;
    const fn = isFunction(member) ? member : member.value && unwrap(member.value);
    const key = keyName(member);
    if (key !== undefined && fn && isFunction(fn)) members[key] = functionInfo(fn, text);
  }
  return Object.keys(members).length > 0 ? members : undefined;
}

/** The statements in which `var` declares a name of the module in a block: their conditions count. */
function declaringStatements(
  binding: Binding,
  { program, scopes }: FileContext,
  statementIndex: (statement: number) => number,
): Pick<FileBinding, "changedBy"> {
  if (binding.kind !== "var" || binding.scope !== scopes.module) return {};
  const found = new Set<number>();
  (program.body as Node[]).forEach((statement, i) => {
    if (/^VariableDeclaration$|^Export/.test(statement.type)) return;
    const isWithin = binding.declared.some(({ name }) => contains(statement, name));
    if (isWithin) found.add(statementIndex(i));
  });
  return found.size > 0 ? { changedBy: [...found] } : {};
}

/** A function that assigns a name of the module. */
function assignedAt(
  binding: Binding,
  context: FileContext,
): Pick<FileBinding, "assignedAt" | "remembered"> {
  const write = binding.refs.find((ref) => ref.usage === "write" && ref.scope.fn);
  if (!write) return {};
  const remembered = isRemembered(binding, context) ? { remembered: true as const } : {};
  return { assignedAt: spanOf(write.node), ...remembered };
}

function writtenUntil(
  binding: Binding,
  context: FileContext,
): Pick<FileBinding, "lastWrite"> {
  const last = lastWrite(binding, context);
  return last === undefined ? {} : { lastWrite: last };
}
