/** What is remembered of one name of a file. */

import { isCall, isFunction, isTypeOnly, keyName, type Node, unwrap } from "./ast.ts";
import { type FileContext, spanOf } from "./file_context.ts";
import { readOptions } from "./options.ts";
import type { Part } from "./print.ts";
import type { Binding, BindingKind, Reference } from "./scope.ts";
import { functionInfo } from "./signature.ts";
import type { FileBinding, FunctionInfo, Span } from "./summary.ts";

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
    return { ...importBinding(declared.node, name, span), ...changes(binding, statementIndex) };
  }
  const isInner = binding.scope !== context.scopes.module;
  const why = isInner ? OPAQUE[binding.kind] ?? changedInside(binding) : undefined;
  if (why) return { name, kind: "opaque", span, why, inner: true };
  const node = context.codeNode(partsOf(binding), partsSpan(binding));
  const value = valueOf(binding);
  const made = value
    ? node.calls.findIndex((c) => c.at[0] === value.start && c.at[1] === value.end)
    : -1;
  const fn = value && isFunction(value) ? functionInfo(value, context.text) : undefined;
  const members = value ? membersOf(value, context.text) : undefined;
  const alias = value?.type === "Identifier" ? context.bindingOf(value) : undefined;
  const options = value ? readOptions(value, context) : undefined;
  return {
    name,
    kind: fn
      ? "function"
      : KINDS[binding.kind] ?? (value?.type === "ClassExpression" ? "class" : "constant"),
    span,
    node,
    ...(fn ? { fn } : {}),
    ...(members ? { members } : {}),
    ...(alias ? { alias: context.idOf(alias) } : {}),
    ...(made >= 0 && value && isCall(value) ? { made } : {}),
    ...(options ? { options } : {}),
    ...(isInner ? { inner: true as const } : changes(binding, statementIndex)),
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

/** The function, class or initialiser that a binding stands for, if it is declared once. */
function valueOf(binding: Binding): Node | undefined {
  if (binding.declared.length > 1) return undefined;
  const { node } = binding.declared[0]!;
  if (node.type !== "VariableDeclarator") return unwrap(node);
  return node.id.type === "Identifier" && node.init ? unwrap(node.init) : undefined;
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

/** Methods that change what they are called on. */
const CHANGING =
  /^(?:push|unshift|splice|pop|shift|sort|reverse|fill|copyWithin|set|add|delete|clear|append)$/;

/** Why a constant of a function can't be followed. */
function changedInside(binding: Binding): string | undefined {
  const changed = binding.refs.some((ref) =>
    ref.usage === "mutate" || ref.usage === "write" || callsChanging(ref)
  );
  return changed ? "a constant whose content is changed" : undefined;
}

function callsChanging(ref: Reference): boolean {
  return ref.method !== undefined && CHANGING.test(ref.method);
}

/** Methods of tasks and Futures: calling one changes nothing. */
const HARMLESS =
  /^(?:eval|pipe|to|out|inCache|clearCache|metadata|onCompleted|fn|forEach|map|filter|get|has|keys|values|entries|join|toString)$/;

/** Whether a call that is made for what it does may change what it is handed or called on. */
function mayChange(binding: Binding, ref: Reference): boolean {
  if (ref.usage === "argument") return binding.kind !== "import";
  const isNamespace = binding.declared[0]!.node.type === "ImportNamespaceSpecifier";
  return ref.usage === "method" && !isNamespace && !HARMLESS.test(ref.method ?? "");
}

function changes(
  binding: Binding,
  statementIndex: (statement: number) => number,
): Pick<FileBinding, "changedBy" | "assignedAt"> {
  const value = valueOf(binding);
  const isPlain = value !== undefined && isFunction(value);
  const own = new Set<number>();
  let assignedAt: Span | undefined;
  for (const ref of binding.refs) {
    if (ref.scope.fn) {
      if (ref.usage === "write") assignedAt ??= spanOf(ref.node);
      continue;
    }
    const changes = ref.usage === "write" || ref.usage === "mutate" ||
      (ref.standsAlone && !isPlain && mayChange(binding, ref));
    if (changes) own.add(statementIndex(ref.statement));
  }
  const changedBy = [...own].sort((a, b) => a - b);
  return {
    ...(changedBy.length > 0 ? { changedBy } : {}),
    ...(assignedAt ? { assignedAt } : {}),
  };
}
