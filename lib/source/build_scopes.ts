/** Walks a module once and finds out what each identifier in it means. */

import {
  children,
  isCall,
  isFunction,
  isMember,
  isTypeOnly,
  memberChain,
  type Node,
  unwrap,
} from "./ast.ts";
import {
  type Binding,
  type BindingKind,
  type Declared,
  type Reference,
  Scope,
  type Scopes,
  type Usage,
} from "./scope.ts";
import { SPECIAL } from "./scope_visits.ts";
import { changesArgument } from "./use_rules.ts";

/** Resolves all names of a `Program`. */
export function buildScopes(program: Node): Scopes {
  const builder = new ScopeBuilder(program);
  builder.run();
  const bindingOf = new Map<Node, Binding>();
  const globals = new Set<Node>();
  for (const ref of builder.refs) {
    const binding = ref.scope.lookup(ref.name);
    if (!binding) {
      globals.add(ref.node);
      continue;
    }
    bindingOf.set(ref.node, binding);
    binding.refs.push(ref);
  }
  return { module: builder.module, bindingOf, globals, declaredBy: builder.declaredBy };
}

/** The walk through a module: declares names, notes uses. */
export class ScopeBuilder {
  readonly module: Scope;
  readonly refs: Reference[] = [];
  readonly declaredBy = new Map<Node, Binding>();
  readonly #usage = new Map<Node, Usage>();
  readonly #handedTo = new Map<Node, NonNullable<Reference["handedTo"]>>();

  constructor(readonly program: Node) {
    this.module = new Scope(program, undefined, true);
  }

  run(): void {
    for (const statement of this.program.body as Node[]) {
      this.visit(statement, this.module);
    }
  }

  visitAll(nodes: readonly (Node | null)[], scope: Scope): void {
    for (const node of nodes) if (node) this.visit(node, scope);
  }

  visit(node: Node, scope: Scope): void {
    if (isTypeOnly(node)) return;
    const special = SPECIAL[node.type];
    if (special) special(this, node, scope);
    else if (isFunction(node)) this.#function(node, scope);
    else {
      if (isCall(node)) this.#markHanded(node);
      for (const child of children(node)) this.visit(child, scope);
    }
  }

  refer(node: Node, scope: Scope): void {
    const handedTo = this.#handedTo.get(node);
    this.refs.push({
      node,
      name: node.name,
      scope,
      usage: this.#usage.get(node) ?? "read",
      ...(handedTo ? { handedTo } : {}),
    });
  }

  /** Marks the root of what an assignment or a `delete` changes. */
  markTarget(target: Node): void {
    const inner = unwrap(target);
    if (inner.type === "Identifier") this.#usage.set(inner, "write");
    else if (isMember(inner)) {
      const chain = memberChain(inner);
      if (chain) this.#usage.set(chain.root, "mutate");
    } else if (inner.type === "AssignmentPattern") this.markTarget(inner.left);
    else if (inner.type === "RestElement") this.markTarget(inner.argument);
    else if (inner.type === "ArrayPattern") {
      for (const element of inner.elements as (Node | null)[]) {
        if (element) this.markTarget(element);
      }
    } else if (inner.type === "ObjectPattern") {
      for (const property of inner.properties as Node[]) {
        this.markTarget(property.type === "RestElement" ? property.argument : property.value);
      }
    }
  }

  #markHanded(call: Node): void {
    const callee = memberChain(call.callee);
    const isChange = callee && changesArgument([callee.root.name, ...callee.path].join("."));
    (call.arguments as Node[]).forEach((argument, i) => {
      const name = unwrap(argument);
      if (name.type === "Identifier") this.#handedTo.set(name, { call, argument });
      const root = i === 0 && isChange ? memberChain(name)?.root : undefined;
      if (root) this.#usage.set(root, "mutate");
    });
  }

  declare(kind: BindingKind, declared: Declared, scope: Scope): void {
    this.declaredBy.set(declared.name, scope.declare(kind, declared));
  }

  declarePattern(pattern: Node, scope: Scope, as: { kind: BindingKind; node: Node }): void {
    switch (pattern.type) {
      case "Identifier":
        this.declare(as.kind, { node: as.node, name: pattern }, scope);
        break;
      case "ObjectPattern":
        for (const property of pattern.properties as Node[]) {
          if (property.computed) this.visit(property.key, scope);
          this.declarePattern(
            property.type === "RestElement" ? property.argument : property.value,
            scope,
            as,
          );
        }
        break;
      case "ArrayPattern":
        for (const element of pattern.elements as (Node | null)[]) {
          if (element) this.declarePattern(element, scope, as);
        }
        break;
      case "AssignmentPattern":
        this.declarePattern(pattern.left, scope, as);
        this.visit(pattern.right, scope);
        break;
      case "RestElement":
        this.declarePattern(pattern.argument, scope, as);
        break;
      case "TSParameterProperty":
        this.declarePattern(pattern.parameter, scope, as);
        break;
      default:
        this.visit(pattern, scope);
    }
    if (pattern.decorators) this.visitAll(pattern.decorators, scope);
  }

  #function(node: Node, outer: Scope): void {
    let scope = outer;
    if (node.type === "FunctionDeclaration" && node.id) {
      this.declare("function", { node, name: node.id }, outer);
    } else if (node.type === "FunctionExpression" && node.id) {
      scope = new Scope(node, outer, false);
      scope.declare("self", { node, name: node.id });
    }
    if (node.decorators) this.visitAll(node.decorators, outer);
    if (node.computed) this.visit(node.key, outer);
    const params = new Scope(node, scope, true, node);
    for (const param of node.params as Node[]) {
      this.declarePattern(param, params, { kind: "parameter", node: param });
    }
    if (node.body.type === "BlockStatement") {
      this.visitAll(node.body.body, new Scope(node.body, params, true, node));
    } else this.visit(node.body, params);
  }

  class(node: Node, outer: Scope): void {
    let scope = outer;
    if (node.id) {
      if (node.type === "ClassExpression") {
        scope = new Scope(node, outer, false);
        scope.declare("self", { node, name: node.id });
      } else outer.declare("class", { node, name: node.id });
    }
    if (node.decorators) this.visitAll(node.decorators, outer);
    if (node.superClass) this.visit(node.superClass, scope);
    for (const member of node.body.body as Node[]) {
      if (isTypeOnly(member)) continue;
      if (isFunction(member)) this.#function(member, scope);
      else if (member.type === "StaticBlock") {
        this.visitAll(member.body, new Scope(member, scope, true));
      } else {
        if (member.decorators) this.visitAll(member.decorators, scope);
        if (member.computed) this.visit(member.key, scope);
        // A field of an instance is computed when one is made, as in a function.
        if (member.value) {
          this.visit(
            member.value,
            new Scope(member.value, scope, true, member.static ? undefined : member.value),
          );
        }
      }
    }
  }

  block(nodes: readonly (Node | null)[], node: Node, scope: Scope): void {
    this.visitAll(nodes, new Scope(node, scope, false));
  }

  loop(node: Node, outer: Scope): void {
    const scope = new Scope(node, outer, false);
    const head: Node | null = node.type === "ForStatement" ? node.init : node.left;
    if (head?.type === "VariableDeclaration") {
      for (const declarator of head.declarations as Node[]) {
        const kind = head.kind === "var" ? "var" : "loop";
        this.declarePattern(declarator.id, scope, { kind, node: declarator });
        if (declarator.init) this.visit(declarator.init, scope);
      }
    } else if (head) {
      if (node.type !== "ForStatement") this.markTarget(head);
      this.visit(head, scope);
    }
    this.visitAll([node.test, node.update, node.right, node.body].filter((part) => part), scope);
  }
}
