/** Finds the calls in a file in whose arguments a task's function may stand. */

import {
  children,
  isCall,
  isFunction,
  isTypeOnly,
  keyName,
  memberChain,
  type Node,
  unwrap,
} from "./ast.ts";
import { type FileContext, spanOf } from "./file_context.ts";
import { readOptions } from "./options.ts";
import { functionInfo } from "./signature.ts";
import type { Candidate, DeclaredOptions, MaybeBatch, Ref, Site } from "./summary.ts";

/** What a call's result becomes, as far as the walk knows. */
interface Position {
  readonly binding: string | undefined;
  /** It runs once, with the module. */
  readonly moduleLevel: boolean;
}

/**
 * Calls of names of the file that are handed a function.
 * @param all Also calls of anything else, and functions that are not handed to any call
 */
export function findSites(context: FileContext, all: boolean): Site[] {
  const walk = new SiteWalk(context, all);
  for (const statement of context.program.body as Node[]) {
    walk.visit(statement, { binding: undefined, moduleLevel: true });
  }
  return walk.sites;
}

class SiteWalk {
  readonly sites: Site[] = [];

  constructor(readonly context: FileContext, readonly all: boolean) {}

  visit(wrapped: Node, at: Position): void {
    if (isTypeOnly(wrapped)) return;
    const node = unwrap(wrapped);
    if (isFunction(node)) return this.#function(node, at);
    if (isCall(node) || node.type === "NewExpression") this.#call(node, at);
    for (const child of children(node)) this.visit(child, position(node, child, at));
  }

  #function(node: Node, at: Position): void {
    if (this.all) {
      const candidate = this.#literal(node, false);
      this.sites.push({
        start: node.start,
        calleeEnd: NO_CALL,
        candidates: [candidate],
        ...(at.binding === undefined ? {} : { binding: at.binding }),
        moduleLevel: at.moduleLevel,
        optionNames: [],
      });
    }
    const inside = { binding: undefined, moduleLevel: false };
    for (const child of children(node)) this.visit(child, inside);
  }

  #call(call: Node, at: Position): void {
    if (!this.all && !this.#looksLikeTask(call.callee)) return;
    const candidates: Candidate[] = [];
    const starts: number[] = [];
    let options: DeclaredOptions | undefined;
    const optionNames: number[] = [];
    for (const argument of call.arguments as Node[]) {
      const value = unwrap(argument.type === "SpreadElement" ? argument.argument : argument);
      options ??= readOptions(value, this.context);
      const binding = value.type === "Identifier" ? this.context.bindingOf(value) : undefined;
      if (binding) optionNames.push(this.context.idOf(binding));
      starts.push(candidates.length);
      this.#collect(value, false, candidates);
    }
    if (candidates.length === 0) return;
    const batch = at.moduleLevel ? this.#maybeBatch(call, candidates, starts) : undefined;
    this.sites.push({
      start: call.start,
      calleeEnd: call.callee.end,
      candidates,
      moduleLevel: at.moduleLevel,
      ...(at.binding === undefined ? {} : { binding: at.binding }),
      ...(options ? { options } : {}),
      optionNames,
      ...(batch ? { batch } : {}),
    });
  }

  /** @param starts For each argument, the number of its first candidate */
  #maybeBatch(
    call: Node,
    candidates: readonly Candidate[],
    starts: readonly number[],
  ): MaybeBatch | undefined {
    if (call.arguments.length !== 2) return undefined;
    const single = memberChain(call.arguments[0]);
    const fn = starts[1]!;
    if (!single || candidates.length !== fn + 1 || candidates[fn]!.nested) return undefined;
    const owner = this.context.bindingOf(single.root);
    if (owner?.scope !== this.context.scopes.module) return undefined;
    const chain = memberChain(call.callee);
    const callee = chain && this.context.bindingOf(chain.root);
    if (callee?.kind !== "import" || chain!.path.length > 1) return undefined;
    const [member] = chain!.path;
    return {
      callee: {
        kind: "binding",
        id: this.context.idOf(callee),
        ...(member === undefined ? {} : { member }),
        at: spanOf(call.callee),
      },
      single: [single.root.name, ...single.path].join("."),
      fn,
    };
  }

  #looksLikeTask(callee: Node): boolean {
    const chain = memberChain(callee);
    const binding = chain && this.context.bindingOf(chain.root);
    if (!binding) return false;
    if (chain.path.length === 0) return true;
    return binding.scope === this.context.scopes.module;
  }

  #collect(value: Node, nested: boolean, into: Candidate[]): void {
    if (isFunction(value)) into.push(this.#literal(value, nested));
    else if (value.type === "ObjectExpression") {
      for (const property of value.properties as Node[]) {
        if (property.type === "ObjectMethod") into.push(this.#literal(property, nested));
        else if (property.type === "ObjectProperty") this.#collectPlain(property, nested, into);
      }
    } else if (value.type === "ArrayExpression") {
      for (const element of value.elements as (Node | null)[]) {
        if (element) this.#collect(unwrap(element), nested, into);
      }
    } else if (isCall(value)) {
      for (const argument of value.arguments as Node[]) this.#collect(unwrap(argument), true, into);
    } else this.#name(value, nested, into);
  }

  /** A property of an object: `{ run: fn }` may hold the function, options hold none. */
  #collectPlain(property: Node, nested: boolean, into: Candidate[]): void {
    const key = keyName(property);
    if (key === "deps" || key === "env") return;
    this.#collect(unwrap(property.value), nested, into);
  }

  #name(value: Node, nested: boolean, into: Candidate[]): void {
    const chain = memberChain(value);
    const binding = chain && this.context.bindingOf(chain.root);
    if (!binding) return;
    const isNamespace = binding.declared[0]!.node.type === "ImportNamespaceSpecifier";
    const [member, ...path] = chain.path;
    const ref: Extract<Ref, { kind: "binding" }> = {
      kind: "binding",
      id: this.context.idOf(binding),
      ...(isNamespace && member !== undefined ? { member } : {}),
      at: spanOf(value),
    };
    into.push({ kind: "name", ref, path: isNamespace ? path : chain.path, nested });
  }

  #literal(fn: Node, nested: boolean): Candidate {
    const node = this.context.codeNode([{ node: fn }], spanOf(fn));
    return { kind: "literal", node, fn: functionInfo(fn, this.context.text), nested };
  }
}

/** End of the callee of a function that is handed to no call: no position lies before it. */
const NO_CALL = -1;

/** Where a child of a node stands. */
function position(node: Node, child: Node, at: Position): Position {
  switch (node.type) {
    case "VariableDeclarator":
      return { ...at, binding: node.id.type === "Identifier" ? node.id.name : undefined };
    case "ExportDefaultDeclaration":
      return { ...at, binding: "default" };
    case "AssignmentExpression": {
      const chain = memberChain(node.left);
      return { ...at, binding: chain && [chain.root.name, ...chain.path].join(".") };
    }
    case "ObjectProperty":
    case "ClassProperty": {
      const key = keyName(node);
      const owner = at.binding;
      const moduleLevel = at.moduleLevel && (node.type === "ObjectProperty" || node.static);
      return { moduleLevel, binding: owner && key !== undefined ? `${owner}.${key}` : undefined };
    }
    case "ClassDeclaration":
    case "ClassExpression":
      return { ...at, binding: child === node.body ? node.id?.name ?? at.binding : undefined };
    case "ArrayExpression":
      return { ...at, binding: undefined };
  }
  return /^(?:For|While|DoWhile)/.test(node.type) ? { ...at, moduleLevel: false } : at;
}
