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
import { namedArg, readArg } from "./options.ts";
import { classInfo } from "./signature.ts";
import type { Arg, MaybeBatch, Site } from "./summary.ts";

/** What a call's result becomes, as far as the walk knows. */
interface Position {
  readonly binding: string | undefined;
  /** It runs once, with the module. */
  readonly moduleLevel: boolean;
  /** Start of the function in which it stands. */
  readonly inside?: number;
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
    if (this.all && /^Class(?:Declaration|Expression)$/.test(node.type)) this.#class(node, at);
    for (const child of children(node)) this.visit(child, position(node, child, at));
  }

  #function(node: Node, at: Position): void {
    if (this.all) {
      this.sites.push({
        start: node.start,
        calleeEnd: NO_CALL,
        args: [readArg(node, this.context)],
        ...(at.binding === undefined ? {} : { binding: at.binding }),
        moduleLevel: at.moduleLevel,
      });
    }
    const inside = { binding: undefined, moduleLevel: false, inside: node.start };
    for (const child of children(node)) this.visit(child, inside);
  }

  #class(node: Node, at: Position): void {
    const name: string | undefined = node.id?.name ?? at.binding;
    this.sites.push({
      start: node.start,
      calleeEnd: NO_CALL,
      args: [{
        kind: "function",
        node: this.context.codeNode([{ node }], spanOf(node)),
        fn: classInfo(node, this.context.text, name),
      }],
      moduleLevel: at.moduleLevel,
    });
  }

  #call(call: Node, at: Position): void {
    if (!this.all && !this.#looksLikeTask(call.callee)) return;
    const given = call.arguments as Node[];
    if (given.every((argument) => /Literal$/.test(unwrap(argument).type))) return;
    const spread = given.findIndex((argument) => argument.type === "SpreadElement");
    const told = spread < 0 ? given : given.slice(0, spread);
    const args = told.map((argument) => readArg(argument, this.context));
    const callee = namedArg(call.callee, this.context);
    const batch = at.moduleLevel && spread < 0 ? this.#maybeBatch(call, args) : undefined;
    this.sites.push({
      start: call.start,
      calleeEnd: call.callee.end,
      ...(callee ? { callee } : {}),
      args,
      ...(spread < 0 ? {} : { open: true }),
      ...(at.inside === undefined ? {} : { inside: at.inside }),
      moduleLevel: at.moduleLevel,
      ...(at.binding === undefined ? {} : { binding: at.binding }),
      ...(batch ? { batch } : {}),
    });
  }

  #maybeBatch(call: Node, args: readonly Arg[]): MaybeBatch | undefined {
    if (args.length !== 2) return undefined;
    const single = memberChain(call.arguments[0]);
    if (!single || (args[1]!.kind !== "function" && args[1]!.kind !== "name")) return undefined;
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
    };
  }

  #looksLikeTask(callee: Node): boolean {
    const chain = memberChain(callee);
    const binding = chain && this.context.bindingOf(chain.root);
    if (!binding) return false;
    if (chain.path.length === 0) return true;
    return binding.scope === this.context.scopes.module;
  }
}

/** End of the callee of a function or class that is handed to no call: no position lies before it. */
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
