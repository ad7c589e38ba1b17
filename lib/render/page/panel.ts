/** What is told of a chosen node. Texts of users become text, never markup. */

import { byteSize, duration, grouped } from "../../util/text.ts";
import type { DrawnNode } from "../drawing.ts";
import type { TaskNode, ViewEdge, ViewPlace, ViewValue } from "../view.ts";
import { makeList } from "./list.ts";
import { type Model, ofAll, STATES } from "./model.ts";

/** How many links there are in a row; more of them are a list. */
const MOST_LINKS = 12;

type Child = Node | string;

/** An element with children; strings become text. */
export function element(tag: string, attributes: object, ...children: Child[]): HTMLElement {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

/** Tells of nodes. */
export class Panel {
  constructor(
    readonly place: HTMLElement,
    readonly model: Model,
    readonly choose: (number: number) => void,
  ) {}

  /** A single node. */
  showNode(number: number): void {
    const node = this.model.node(number);
    const parts: Child[] = [element("h2", {}, this.model.nameOf(number))];
    if (node.kind === "task") parts.push(...this.#call(node, number));
    else {
      parts.push(
        element("p", {}, node.kind === "input" ? `read as ${node.as}` : STATES[node.state]!),
        facts([
          ["hash", code(node.hash)],
          ...(node.kind === "input" ? [["content", code(node.content_hash)] as Fact] : []),
        ]),
        ...this.#links(number),
      );
    }
    this.place.replaceChildren(...parts);
    this.place.scrollTop = 0;
  }

  /** Nodes that are drawn as one. */
  showMany({ title, lines, members }: DrawnNode): void {
    this.place.replaceChildren(
      element("h2", {}, title),
      ...lines.map((line) => element("p", {}, line)),
      this.#list(members, title),
    );
  }

  /** What was searched for. */
  showFound(found: readonly number[]): void {
    const all = this.model.view.nodes.length;
    this.place.replaceChildren(
      element("h2", {}, `${ofAll(found.length, all)} found`),
      ...(found.length === 0 ? [] : [this.#list(found, "found")]),
    );
  }

  /** Nothing is chosen: all there is. */
  showAll(): void {
    const { nodes, tasks, waits_for } = this.model.view;
    this.place.replaceChildren(
      element("h2", {}, "All nodes"),
      element("p", { className: "faint" }, `${grouped(nodes.length)} nodes, ${tasks.length} tasks`),
      ...(waits_for === null ? [] : [element("p", {}, `What follows ${waits_for} isn't known.`)]),
      this.#list(nodes.map((_, i) => i), "all nodes"),
    );
  }

  #call(node: TaskNode, number: number): Child[] {
    const task = this.model.view.tasks[node.task]!;
    const why = node.reason === null ? "" : `: ${node.reason.text}`;
    const deps = Object.entries(task.deps);
    return [
      element("p", { id: "state" }, `${STATES[node.state]}${why}`),
      facts([
        ["place", placeText(task.place)],
        ...(node.batch === null ? [] : [["batch", node.batch] as Fact]),
        ["pipeline", this.#groupPath(node)],
        ["expected", node.expected_ms === null ? undefined : duration(node.expected_ms)],
      ]),
      ...section(
        "Arguments",
        node.args.length === 0 ? [] : [
          facts(node.args.map(({ name, value, counts }) => [
            name ?? "(pattern)",
            element("span", {}, code(value), counts ? "" : " (not in the hash)"),
          ])),
        ],
      ),
      ...this.#links(number),
      ...section("Values", node.values.map(valueFacts)),
      ...section("Hashes", [facts([
        ["arguments", code(node.args_hash)],
        ["code, deps", code(task.deps_hash)],
      ])]),
      ...section("Code", [element("pre", { id: "code", tabIndex: 0 }, task.code)]),
      ...section(
        `Depends on (${deps.length})`,
        [facts(deps.map(([name, hash]) => [name, code(shortHash(hash))]))],
      ),
    ];
  }

  #groupPath({ group }: TaskNode): string | undefined {
    const names: string[] = [];
    for (let at = group; at !== null; at = this.model.view.groups[at]!.parent) {
      names.unshift(this.model.view.groups[at]!.name);
    }
    return names.length === 0 ? undefined : names.join(" › ");
  }

  #links(number: number): Child[] {
    const from = (edge: ViewEdge) => edge.from;
    const to = (edge: ViewEdge) => edge.to;
    // files are few and last in the graph, but what people look for
    const isFile = (edge: ViewEdge) => this.model.node(edge.to).kind === "output";
    const uses = this.model.outOf[number]!.toSorted((a, b) =>
      Number(isFile(b)) - Number(isFile(a))
    );
    return [
      ...section("Made from", this.#ends(this.model.into[number]!, from)),
      ...section("Used by", this.#ends(uses, to)),
    ];
  }

  #ends(edges: readonly ViewEdge[], end: (edge: ViewEdge) => number): Child[] {
    if (edges.length === 0) return [];
    if (edges.length > MOST_LINKS) return [this.#list([...new Set(edges.map(end))], "links")];
    return [element(
      "div",
      { className: "links" },
      ...edges.map((edge) => {
        const number = end(edge);
        const out = edge.out === null ? "" : `.${edge.out}`;
        const name = end(edge) === edge.from
          ? `${edge.arg} ← ${this.model.nameOf(number)}${out}`
          : `${this.model.nameOf(number)}${edge.arg === null ? "" : ` (${edge.arg})`}`;
        return element("button", {
          type: "button",
          title: this.model.lineOf(number),
          onclick: () => this.choose(number),
        }, name);
      }),
    )];
  }

  #list(numbers: readonly number[], label: string): HTMLElement {
    return makeList({
      label,
      count: numbers.length,
      textOf: (i) => this.model.lineOf(numbers[i]!),
      onChoose: (i) => this.choose(numbers[i]!),
    });
  }
}

type Fact = readonly [name: string, value: Child | undefined];

/** Names and values; those without a value are left out. */
function facts(all: readonly Fact[]): HTMLElement {
  const known = all.filter((fact): fact is [string, Child] => fact[1] !== undefined);
  return element(
    "dl",
    {},
    ...known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

function section(title: string, parts: readonly Child[]): Child[] {
  return parts.length === 0 ? [] : [element("h3", {}, title), ...parts];
}

function valueFacts({ out, hash, entry }: ViewValue): HTMLElement {
  return facts([
    ["value", out === null ? undefined : code(String(out))],
    ["hash", code(hash)],
    ["stored", entry === null ? "nothing" : `${entry.codec}, ${byteSize(entry.size)}`],
    ...(entry === null ? [] : [
      ["content", code(entry.content_hash)],
      ["took", duration(entry.duration)],
      ["made", new Date(entry.created / 1000).toLocaleString()],
    ] as Fact[]),
  ]);
}

function placeText(place: ViewPlace | null): string | undefined {
  return place === null ? undefined : `${place.file}:${place.line}:${place.column}`;
}

function shortHash(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 16) : text;
}

function code(text: string): HTMLElement {
  return element("code", {}, text);
}
