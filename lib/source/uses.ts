/** How code uses what it refers to, as far as that may change or run it. */

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
import { CALLED_LATER, changesArgument, isChanging, isReading } from "./use_rules.ts";
import { callsOwnMethods, lentChanges } from "./lent_methods.ts";
import type { UseTools } from "./use_tools.ts";
import { BODY, LOAD, type Moment } from "./moments.ts";
import { UNKNOWN } from "./note.ts";
import type { Taken } from "./use_notes.ts";
import { givenEach, isFold, lastEvaluated, positionOf, sharedName, takenBy } from "./taken.ts";
import { type Flow, NOTHING } from "./value_flow.ts";

/** Walks through code and notes what it does with names. */
export class UseWalk {
  readonly #alone = new Set<Node>();
  /** The names that are bound stand for a value itself or a part of it, not for what is made of it. */
  #taken: Taken | undefined;

  constructor(readonly tools: UseTools) {}

  /** The code whose value is that of the whole: functions in it are not run with it. */
  visitValue(wrapped: Node): void {
    const node = unwrap(wrapped);
    if (isFunction(node)) return this.#function(node, BODY);
    switch (node.type) {
      case "VariableDeclarator":
        this.#bind(node, LOAD);
        if (node.init) this.visitValue(node.init);
        return;
      case "ArrayExpression":
      case "ConditionalExpression":
      case "LogicalExpression":
      case "ObjectExpression":
        for (const child of children(node)) this.visitValue(child);
        return;
      case "ObjectProperty":
        if (node.computed) this.visit(node.key, LOAD);
        return this.visitValue(node.value);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#class(node, LOAD, BODY);
    }
    this.visit(node, LOAD);
  }

  visit(wrapped: Node, when: Moment): void {
    const node = unwrap(wrapped);
    if (isTypeOnly(node)) return;
    if (isFunction(node)) {
      const id = node.type === "FunctionDeclaration" ? node.id : undefined;
      return this.#function(node, this.#whenNamed(id, when));
    }
    if (isCall(node) || node.type === "NewExpression" || node.type === "TaggedTemplateExpression") {
      return this.#call(node, when);
    }
    switch (node.type) {
      case "AssignmentExpression":
        this.#assign(node.left, this.tools.flow.of(node.right), when);
        break;
      case "UpdateExpression":
        this.#assign(node.argument, NOTHING, when);
        break;
      case "UnaryExpression":
        if (node.operator === "delete") this.#assign(node.argument, NOTHING, when);
        break;
      case "VariableDeclarator":
        this.#bind(node, when);
        if (node.init) this.#named(node, when);
        return;
      case "ForInStatement":
      case "ForOfStatement":
        this.#loop(node, when);
        break;
      case "ExpressionStatement":
        this.#alone.add(lastEvaluated(node.expression));
        break;
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#class(node, when, when);
      case "Decorator":
        this.tools.notes.call(this.tools.flow.of(node.expression), { when });
        break;
    }
    this.#parts(node, when);
  }

  #parts(node: Node, when: Moment): void {
    for (const child of children(node)) this.visit(child, when);
  }

  #function(node: Node, when: Moment): void {
    for (const decorator of node.decorators ?? []) this.visit(decorator, LOAD);
    if (node.computed) this.visit(node.key, when);
    for (const param of node.params as Node[]) this.#pattern(param, NOTHING, when);
    this.visit(node.body, when);
  }

  #bind({ id, init }: Node, when: Moment): void {
    this.#take(id, this.tools.flow.of(init), { when, as: takenBy(init) });
  }

  #take(pattern: Node, flow: Flow, how: { when: Moment; as: Taken | undefined }): void {
    this.#taken = how.as;
    this.#pattern(pattern, flow, how.when);
    this.#taken = undefined;
  }

  /** An initialiser; a function in it is run when what it's bound to is. */
  #named(declarator: Node, when: Moment): void {
    const init = unwrap(declarator.init);
    if (isFunction(init)) this.#function(init, this.#whenNamed(declarator.id, when));
    else this.visit(init, when);
  }

  #whenNamed(id: Node | undefined, when: Moment): Moment {
    const name = id?.type === "Identifier" ? this.tools.declares(id) : undefined;
    return name ? this.tools.moments.ofNamed(name, when) : when;
  }

  #class(node: Node, when: Moment, later: Moment): void {
    const isUsed = callsOwnMethods(node);
    const methods = isUsed ? when : later;
    for (const decorator of node.decorators ?? []) this.visit(decorator, when);
    if (node.superClass) this.visit(node.superClass, when);
    if (isUsed) this.tools.notes.call(this.tools.flow.of(node.superClass), { when });
    for (const member of node.body.body as Node[]) {
      if (isTypeOnly(member)) continue;
      for (const decorator of member.decorators ?? []) this.visit(decorator, when);
      if (isFunction(member)) {
        if (member.computed) this.visit(member.key, when);
        this.#function({ ...member, decorators: null, computed: false }, methods);
      } else if (member.type === "StaticBlock") {
        for (const statement of member.body) this.visit(statement, when);
      } else {
        if (member.computed) this.visit(member.key, when);
        const isLater = !member.static || (member.value && isFunction(unwrap(member.value)));
        if (member.value) this.visit(member.value, isLater ? methods : when);
      }
    }
  }

  #loop(node: Node, when: Moment): void {
    const items = this.tools.flow.of(node.right);
    if (node.left.type !== "VariableDeclaration") return this.#assign(node.left, items, when);
    for (const { id } of node.left.declarations) this.#take(id, items, { when, as: "item" });
  }

  /** Notes what the names of a pattern hold, and visits what is computed in it. */
  #pattern(wrapped: Node | null, flow: Flow, when: Moment): void {
    const node = wrapped && unwrap(wrapped);
    switch (node?.type) {
      case "Identifier": {
        const name = this.tools.declares(node);
        if (name) this.tools.notes.put(new Map([[name, -1]]), flow, this.#taken);
        return;
      }
      case "ArrayPattern":
        for (const element of node.elements) this.#pattern(element, flow, when);
        return;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.computed) this.visit(property.key, when);
          this.#pattern(property.value ?? property.argument, flow, when);
        }
        return;
      case "AssignmentPattern":
        this.#pattern(node.left, flow, when);
        this.#pattern(node.left, this.tools.flow.of(node.right), when);
        return this.visit(node.right, when);
      case "RestElement":
        return this.#pattern(node.argument, flow, when);
      case "TSParameterProperty":
        return this.#pattern(node.parameter, flow, when);
    }
  }

  #assign(wrapped: Node, flow: Flow, when: Moment): void {
    const target = unwrap(wrapped);
    const { notes } = this.tools;
    if (target.type === "Identifier") {
      const names = this.tools.flow.of(target);
      notes.assign(names, when);
      notes.put(names, flow);
    } else if (isMember(target)) {
      const owner = this.tools.flow.of(target.object);
      this.#global(target, when);
      notes.change(owner, when, this.tools.flow.names.refOf(unwrap(target.object)) >= 0);
      notes.put(owner, flow);
    } else if (target.type === "AssignmentPattern") {
      this.#assign(target.left, flow, when);
    } else if (target.type === "ArrayPattern") {
      for (const element of target.elements) if (element) this.#assign(element, flow, when);
    } else if (target.type === "ObjectPattern") {
      for (const property of target.properties) {
        this.#assign(property.value ?? property.argument, flow, when);
      }
    } else if (target.type === "RestElement") this.#assign(target.argument, flow, when);
  }

  #global(target: Node, when: Moment): void {
    const name = sharedName(target, this.tools);
    if (name?.includes(".")) this.tools.notes.global(name, target, { when });
  }

  #call(node: Node, when: Moment): void {
    const { flow, notes, moments } = this.tools;
    const callee = unwrap(node.callee ?? node.tag);
    const args: readonly Node[] = node.arguments ?? node.quasi.expressions;
    const alone = this.#alone.has(node);
    const ref = flow.names.refOf(callee);
    const given = flow.ofAll([...args, ...(ref < 0 ? [callee] : [])]);
    const chain = memberChain(callee);
    const global = chain && this.tools.globalName(chain.root);
    const isLater = global !== undefined && CALLED_LATER.test([global, ...chain!.path].join("."));
    for (const arg of args) {
      const handed = isLater ? BODY : moments.ofHanded(node, arg, when);
      this.#handed(unwrap(arg), { when, handed, given, callee });
    }
    for (const changed of lentChanges(callee, args)) notes.fill(flow.of(changed), given, when);
    if (isFunction(callee)) {
      (callee.params as Node[]).forEach((param, i) => {
        const value = positionOf(i, node) === undefined ? given : flow.of(args[i]);
        this.#take(param, value, { when, as: takenBy(args[i]) });
      });
      return this.#function(callee, when);
    }
    if (global !== undefined) return this.#builtin([global, ...chain!.path].join("."), args, when);
    if (ref < 0 && isMember(callee)) return this.#method(node, callee, { when, alone });
    if (callee.type !== "Super") this.visit(callee, when);
    const then = moments.ofMade(callee, when);
    notes.call(flow.of(callee), { when: then, alone });
    args.forEach((arg, i) => {
      const at = positionOf(i, node);
      const how = { when: then, to: ref >= 0 ? ref : UNKNOWN };
      notes.hand(flow.of(unwrap(arg)), at === undefined ? how : { ...how, arg: at });
      const shared = ref >= 0 ? sharedName(arg, this.tools) : undefined;
      if (shared) notes.global(shared, arg, { when, to: at === undefined ? [ref] : [ref, at] });
    });
  }

  #builtin(name: string, args: readonly Node[], when: Moment): void {
    const { flow, notes } = this.tools;
    const [first, ...rest] = args;
    if (first && changesArgument(name)) {
      this.#global(unwrap(first), when);
      notes.fill(flow.of(first), flow.ofAll(rest), when);
    }
    notes.hand(flow.ofAll(args), { when, to: "builtin" });
    const each = name === "Array.from" && givenEach("map", rest[0], flow.names);
    if (each) notes.hand(flow.of(first), { when, ...each });
  }

  #method(node: Node, callee: Node, how: { when: Moment; alone: boolean }): void {
    const { flow, notes, moments } = this.tools;
    this.visit(callee, how.when);
    const when = moments.ofMade(callee.object, how.when);
    const args: readonly Node[] = node.arguments ?? node.quasi.expressions;
    const owner = flow.of(callee.object);
    const given = flow.ofAll(args);
    const method: string = callee.computed ? "*" : callee.property.name ?? "*";
    if (isChanging(method)) notes.fill(owner, given, when);
    if (isReading(method) || isChanging(method)) {
      notes.read(owner, { when, method });
      const each = givenEach(method, args[0], flow.names);
      if (each) notes.hand(owner, { when, ...each });
      return notes.hand(given, { when, to: "builtin" });
    }
    notes.call(owner, { ...how, when, method });
    notes.put(owner, given);
    const only = flow.names.refOf(unwrap(callee.object));
    notes.hand(given, { when, to: only >= 0 ? only : UNKNOWN });
  }

  /** An argument: functions in it are run when the call is, with what else the call is given. */
  #handed(node: Node, how: { when: Moment; handed: Moment; given: Flow; callee: Node }): void {
    const { when, handed, given, callee } = how;
    if (isFunction(node)) {
      for (const param of node.params as Node[]) {
        const as = param === node.params[0] && isFold(callee) ? undefined : "item";
        this.#take(param, given, { when: handed, as });
      }
      return this.#function(node, handed);
    }
    if (/^(?:Object|Array|Conditional|Logical)Expression$|^SpreadElement$/.test(node.type)) {
      for (const child of children(node)) this.#handed(unwrap(child), how);
    } else if (node.type === "ObjectProperty") {
      if (node.computed) this.visit(node.key, when);
      this.#handed(unwrap(node.value), how);
    } else this.visit(node, when);
  }
}
