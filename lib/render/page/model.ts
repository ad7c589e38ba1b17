/** The graph in the page: who is connected with whom, and how nodes are told. */

import { grouped, plural } from "../../util/text.ts";
import type { Drawing } from "../drawing.ts";
import type { GraphView, TaskNode, ViewEdge, ViewNode } from "../view.ts";

/** States as people read them. */
export const STATES: Readonly<Record<string, string>> = {
  "cached": "cached",
  "runs": "runs",
  "may-run": "may run",
  "not-needed": "not needed",
  "up-to-date": "up to date",
  "write": "would write",
  "may-write": "may write",
};

/** What there is so many of. */
export const KINDS: Readonly<Record<string, (count: number) => string>> = {
  "cached": (count) => `${grouped(count)} cached`,
  "runs": (count) => `${grouped(count)} to run`,
  "may-run": (count) => `${grouped(count)} may run`,
  "not-needed": (count) => `${grouped(count)} not needed`,
  "input": (count) => plural(count, "input"),
  "output": (count) => plural(count, "output"),
};

/** A graph with its drawings. */
export class Model {
  readonly into: readonly (readonly ViewEdge[])[];
  readonly outOf: readonly (readonly ViewEdge[])[];
  /** For each drawing, the drawn node of each node. */
  readonly homes: readonly Int32Array[];

  constructor(readonly view: GraphView, readonly drawings: readonly Drawing[]) {
    const into: ViewEdge[][] = view.nodes.map(() => []);
    const outOf: ViewEdge[][] = view.nodes.map(() => []);
    for (const edge of view.edges) {
      into[edge.to]!.push(edge);
      outOf[edge.from]!.push(edge);
    }
    [this.into, this.outOf] = [into, outOf];
    this.homes = drawings.map(({ nodes }) => {
      const homes = new Int32Array(view.nodes.length);
      nodes.forEach(({ members }, i) => members.forEach((member) => homes[member] = i));
      return homes;
    });
  }

  node(number: number): ViewNode {
    return this.view.nodes[number]!;
  }

  /** The task's name or the file's path. */
  nameOf(number: number): string {
    const node = this.node(number);
    return node.kind === "task" ? this.view.tasks[node.task]!.name : node.path;
  }

  /** What tells it from others of its kind, in a few words. */
  briefOf(number: number): string {
    const node = this.node(number);
    if (node.kind !== "task") return node.path.split(/[\\/]/).at(-1)!;
    return node.args.length === 0 ? node.hash.slice(0, 12) : argsText(node);
  }

  /** What a line of a list says. */
  lineOf(number: number): string {
    const node = this.node(number);
    if (node.kind === "input") return `${node.path} · read`;
    const state = STATES[node.state]!;
    if (node.kind === "output") return `${node.path} · ${state}`;
    const args = argsText(node);
    const why = node.reason === null ? "" : `: ${node.reason.text}`;
    return `${this.nameOf(number)}${args === "" ? "" : ` (${args})`} · ${state}${why}`;
  }

  /** How a node looks by itself. */
  lookOf(number: number): string {
    const node = this.node(number);
    if (node.kind !== "output") return node.kind === "input" ? "input" : node.state;
    return node.state === "up-to-date" ? "output" : "output-due";
  }

  /** What it is counted as. */
  kindOf(number: number): string {
    const node = this.node(number);
    return node.kind === "task" ? node.state : node.kind;
  }

  /** Numbers of the nodes that fit all words: parts of what is told of them, or starts of hashes. */
  search(text: string, kind: string | undefined): number[] {
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const found: number[] = [];
    this.view.nodes.forEach((node, i) => {
      if (kind !== undefined && this.kindOf(i) !== kind) return;
      const all = words.length === 0 ? "" : this.#textOf(node, i);
      if (words.every((word) => all.includes(word) || startsHash(node, word))) found.push(i);
    });
    return found;
  }

  #textOf(node: ViewNode, i: number): string {
    if (node.kind !== "task") return this.lineOf(i).toLowerCase();
    const { id } = this.view.tasks[node.task]!;
    return `${this.lineOf(i)} ${id} ${node.batch ?? ""}`.toLowerCase();
  }

  /** How many there are of each kind. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    this.view.nodes.forEach((_, i) => {
      const kind = this.kindOf(i);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    });
    return counts;
  }
}

/** `seed = 1, size = 8`. */
export function argsText({ args }: TaskNode): string {
  return args.map(({ name, value }) => name === null ? value : `${name} = ${value}`).join(", ");
}

/** `1,234 of 10,000`. */
export function ofAll(some: number, all: number): string {
  return some === all ? grouped(all) : `${grouped(some)} of ${grouped(all)}`;
}

/** Whether a word is the start of a hash, and long enough to mean one. */
function startsHash(node: ViewNode, word: string): boolean {
  if (!/^[0-9a-f]{6,}$/.test(word)) return false;
  if (node.hash.startsWith(word)) return true;
  return node.kind === "task" && node.values.some(({ hash }) => hash.startsWith(word));
}
