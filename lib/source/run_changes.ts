/**
 * What functions change when they are called while a program runs, not only while its modules load:
 * what a task finds there is not in its key.
 */

import type { Place } from "../error/place.ts";
import type { CodeGraph } from "./code_graph.ts";
import { FIXED, mayChangeHanded, mayWriteArgument, runsLater } from "./effect.ts";
import type { SourceFile } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import { mentionedBy } from "./load.ts";
import type { CodeNode } from "./summary.ts";
import type { Use } from "./use_types.ts";
import { isTask } from "./task_node.ts";
import { isReading } from "./use_rules.ts";

/** Something that a task uses, and a function that may change it. */
export interface RunChange {
  readonly name: string;
  readonly by: string;
  /** Where that names it. */
  readonly place: Place | undefined;
}

interface Change {
  readonly by: GraphNode;
  readonly place: Place | undefined;
}

const NONE: readonly Change[] = [];
const CHANGEABLE = /^(?:class|constant|variable)$/;

/** The changes in the functions of some files. */
export class RunChanges {
  readonly #files: readonly SourceFile[];
  readonly #graph: CodeGraph;
  #changes: ReadonlyMap<GraphNode, readonly Change[]> | undefined;
  #users: ReadonlyMap<GraphNode, ReadonlySet<GraphNode>> | undefined;
  readonly #runsLate = new Map<GraphNode, boolean>();

  /** @param files With all that they import */
  constructor(files: readonly SourceFile[], graph: CodeGraph) {
    this.#files = files;
    this.#graph = graph;
  }

  /**
   * What is changed of all that a task's function uses. What the function does itself, or what it
   * calls, is in its key, and an own affair of the task: it may remember what it has computed.
   */
  of(body: GraphNode, used: Iterable<GraphNode>): RunChange[] {
    const changes = this.#changes ??= this.#find();
    if (changes.size === 0) return [];
    let own: ReadonlySet<GraphNode> | undefined;
    const found: RunChange[] = [];
    for (const node of used) {
      if (!CHANGEABLE.test(node.kind)) continue;
      for (const { by, place } of changes.get(node) ?? NONE) {
        if ((own ??= mentionedBy(body)).has(by) || contains(by, body) || !this.#isLate(by)) {
          continue;
        }
        found.push({ name: nameOf(node), by: functionName(by), place });
      }
    }
    return found;
  }

  /** Looked for in the summaries first: most code changes nothing. */
  #find(): Map<GraphNode, Change[]> {
    const found = new Map<GraphNode, Change[]>();
    for (const file of this.#files) {
      for (const [code, nodeOf] of this.#codeOf(file)) {
        for (const use of code.uses ?? []) {
          if (use.when === undefined || use.how === "assign") continue;
          if (use.via !== undefined || use.held === true) continue;
          const by = nodeOf();
          const target = by.targets[use.ref]!;
          if (!mayChange(by, target, use)) continue;
          const change = { by, place: file.place(code.refs[use.ref]!.at) };
          const known = found.get(target);
          if (known === undefined) found.set(target, [change]);
          else if (!known.some((one) => one.by === by)) known.push(change);
        }
      }
    }
    return found;
  }

  *#codeOf(file: SourceFile): Generator<readonly [CodeNode, () => GraphNode]> {
    const { bindings, statements } = file.summary;
    for (const [id, { node, from, inner }] of bindings.entries()) {
      if (node && !from && !inner) yield [node, () => this.#graph.binding(file, id)];
    }
    for (const [statement, code] of statements.entries()) {
      yield [code, () => this.#graph.unit(file, { statement })];
    }
  }

  /** Whether the functions of some code may be called later than modules are loaded. */
  #isLate(node: GraphNode): boolean {
    const known = this.#runsLate.get(node);
    if (known !== undefined) return known;
    this.#runsLate.set(node, false); // unless another way leads to it
    const users = (this.#users ??= this.#findUsers()).get(node);
    const isLate = node.kind === "statement" || isTask(node) ||
      // somebody who isn't known, as the command line calls a pipeline
      (users === undefined ? isExported(node) : [...users].some((user) =>
        // what statements call is called while they load
        user.kind !== "statement" && (isTask(user) || isFunctional(user)) && this.#isLate(user)
      ));
    this.#runsLate.set(node, isLate);
    return isLate;
  }

  #findUsers(): Map<GraphNode, Set<GraphNode>> {
    const users = new Map<GraphNode, Set<GraphNode>>();
    for (const file of this.#files) {
      for (const [, nodeOf] of this.#codeOf(file)) {
        const user = nodeOf();
        for (const used of user.targets) {
          if (used === user) continue;
          const known = users.get(used);
          if (known) known.add(user);
          else users.set(used, new Set([user]));
        }
      }
    }
    return users;
  }
}

/** Whether a use in a function that is called later changes what is used. */
function mayChange(by: GraphNode, target: GraphNode, use: Use): boolean {
  const { when } = use;
  if (Array.isArray(when) && !runsLater(by.targets[when[0]]!, when[1])) return false;
  if (FIXED.has(target.kind) || isTask(target) || target.kind === "function") return false;
  if (target.parts.binding?.inner || target.parts.binding?.value === "plain") return false;
  if (use.how === "change") return target.parts.code !== undefined;
  if (use.how === "hand") {
    const callee = typeof use.to === "number" ? by.targets[use.to]! : undefined;
    const isLocal = callee?.kind === "function" || callee?.kind === "class" || use.member;
    if (!callee || !isLocal) return false;
    return target.kind === "constant"
      ? mayChangeHanded(callee, use)
      : target.kind === "class" && mayWriteArgument(callee, use.arg);
  }
  const { method } = use;
  return method !== undefined && !isReading(method) && changingOf(target).has(method);
}

/** Methods of an object, or of the class that made it, that change it. */
function changingOf(node: GraphNode): ReadonlySet<string> {
  const { binding, code } = node.parts;
  const made = code?.calls.find(({ at }) => at[0] === code.span[0] && at[1] === code.span[1]);
  const maker = made && made.ref >= 0 ? node.targets[made.ref] : undefined;
  const methods = new Set(binding?.kind === "class" ? [] : binding?.changing);
  const classes = new Set(maker?.kind === "class" ? [maker] : []);
  for (const one of classes) {
    for (const name of one.parts.binding?.changing ?? []) methods.add(name);
    // what it extends is among what it names
    for (const other of one.targets) if (other.kind === "class") classes.add(other);
  }
  return methods;
}

/** Whether the function of a task stands in the code that makes the task. */
function contains({ parts: { code, file } }: GraphNode, body: GraphNode): boolean {
  const { span } = body.parts;
  return code !== undefined && span !== undefined && file?.path === body.parts.file?.path &&
    code.span[0] <= span[0] && span[1] <= code.span[1];
}

function nameOf({ parts: { localName, name } }: GraphNode): string {
  return localName === "default" ? "the default export" : localName ?? name;
}

function functionName(node: GraphNode): string {
  if (node.kind === "statement") return "a function in a statement";
  return node.kind === "function" && node.parts.localName !== "default"
    ? `${nameOf(node)}()`
    : nameOf(node);
}

function isFunctional({ kind, parts: { binding, code } }: GraphNode): boolean {
  return kind === "function" || kind === "class" || binding?.members !== undefined ||
    (code?.uses ?? []).some(({ when }) => when !== undefined);
}

function isExported({ parts: { binding, file } }: GraphNode): boolean {
  if (binding === undefined || file === undefined) return false;
  const { exports, bindings } = file.summary;
  return Object.values(exports).some((target) => "id" in target && bindings[target.id] === binding);
}
