/** Makes a large graph small enough to look at: what there is much of becomes one node. */

import { grouped } from "../util/text.ts";
import type { GraphView, TaskNode, ViewEdge, ViewNode, ViewOut, ViewState } from "./view.ts";

/** Calls of a task, files of a folder or calls of a pipeline: more of them than this are folded. */
const MOST_APART = 8;

/** Calls with one state and one kind of reason. */
export interface Told {
  readonly state: ViewState;
  readonly count: number;
  /** The reasons as people read them. */
  readonly text: string;
}

/** How a graph is folded. */
export interface FoldOptions {
  /** Names of tasks and pipelines whose calls stay apart, or all. */
  readonly expand: ReadonlySet<string> | "all";
  /** Tells the states and reasons of several calls together. */
  readonly tell: (calls: readonly TaskNode[]) => readonly Told[];
}

/** A node that is drawn. */
export interface FoldedNode {
  /** Numbers of the nodes that it stands for; at least one. */
  readonly members: readonly number[];
  readonly group: number | null;
  /** Of calls: what becomes of them. */
  readonly told: readonly Told[];
}

/** A box that is drawn around nodes. */
export interface FoldedGroup {
  readonly name: string;
  /** How many calls of a pipeline it stands for. */
  readonly count: number;
  readonly parent: number | null;
}

/** A line that is drawn. */
export interface FoldedEdge {
  readonly from: number;
  readonly to: number;
  /** Which values, where the task has several. */
  readonly outs: readonly ViewOut[];
  /** How many edges it stands for. */
  readonly count: number;
}

/** A graph as it is drawn. */
export interface FoldedView {
  readonly view: GraphView;
  readonly nodes: readonly FoldedNode[];
  readonly groups: readonly FoldedGroup[];
  readonly edges: readonly FoldedEdge[];
}

/** Folds a graph; takes time in proportion to its size. */
export function foldView(view: GraphView, { expand, tell }: FoldOptions): FoldedView {
  const isExpanded = (name: string) => expand === "all" || expand.has(name);
  const { groups, groupOf } = foldGroups(view, isExpanded);
  const homes = homesOf(view, groupOf);
  const buckets = bucketsOf(view, homes, isExpanded);
  const nodes: FoldedNode[] = [];
  const numberOf = new Array<number>(view.nodes.length);
  for (const members of buckets) {
    for (const member of members) numberOf[member] = nodes.length;
    const calls = members.map((member) => view.nodes[member]!).filter((node) =>
      node.kind === "task"
    );
    nodes.push({
      members,
      group: homes[members[0]!]!,
      told: calls.length === 0 ? [] : tell(calls),
    });
  }
  return { view, nodes, groups, edges: foldEdges(view.edges, numberOf) };
}

/** Which boxes are drawn, and for each group of the view its box. */
function foldGroups(
  view: GraphView,
  isExpanded: (name: string) => boolean,
): { groups: FoldedGroup[]; groupOf: (number | null)[] } {
  const skipped = groupOfAll(view);
  const groups: { name: string; count: number; parent: number | null }[] = [];
  const groupOf = new Array<number | null>(view.groups.length);
  for (const level of levelsOf(view)) {
    const boxOf = (i: number) => {
      const { parent } = view.groups[i]!;
      return parent === null ? null : groupOf[parent]!;
    };
    const alike = Map.groupBy(level, (i) => `${boxOf(i)} ${view.groups[i]!.name}`);
    for (const some of alike.values()) {
      const { name } = view.groups[some[0]!]!;
      const merged = some.length > MOST_APART && !isExpanded(name) ? [some] : some.map((i) => [i]);
      for (const members of merged) {
        const parent = boxOf(members[0]!);
        const isSkipped = members[0] === skipped;
        for (const i of members) groupOf[i] = isSkipped ? null : groups.length;
        if (!isSkipped) groups.push({ name, count: members.length, parent });
      }
    }
  }
  return { groups, groupOf };
}

/** Groups by how deep they are nested, the outermost first. */
function levelsOf({ groups }: GraphView): Iterable<readonly number[]> {
  const depths: number[] = [];
  for (const { parent } of groups) depths.push(parent === null ? 0 : depths[parent]! + 1);
  return Map.groupBy(groups.keys(), (i) => depths[i]!).entries()
    .toArray().sort(([a], [b]) => a - b).map(([, level]) => level);
}

/** A group that holds all calls says nothing: that is the pipeline itself. */
function groupOfAll({ groups, nodes }: GraphView): number | undefined {
  const outermost = groups.flatMap(({ parent }, i) => parent === null ? [i] : []);
  const outside = nodes.some((node) => node.kind === "task" && node.group === null);
  return outermost.length === 1 && !outside ? outermost[0] : undefined;
}

/** The box of each node; a file is in the box of all that it is connected with. */
function homesOf(view: GraphView, groupOf: readonly (number | null)[]): (number | null)[] {
  const homes = view.nodes.map((node): number | null | undefined =>
    node.kind !== "task" ? undefined : node.group === null ? null : groupOf[node.group]!
  );
  for (const { from, to } of view.edges) {
    const [file, call] = view.nodes[from]!.kind === "input" ? [from, to] : [to, from];
    if (view.nodes[file]!.kind === "task" || view.nodes[call]!.kind !== "task") continue;
    const home = homes[call] as number | null;
    homes[file] = homes[file] === undefined || homes[file] === home ? home : null;
  }
  return homes.map((home) => home ?? null);
}

/** Members of each node that is drawn, by their first member. */
function bucketsOf(
  view: GraphView,
  homes: readonly (number | null)[],
  isExpanded: (name: string) => boolean,
): (readonly number[])[] {
  const buckets = Map.groupBy(view.nodes.keys(), (i) => `${homes[i]} ${kinship(view, i)}`);
  const folded = [...buckets.values()].flatMap((members): (readonly number[])[] => {
    const first = view.nodes[members[0]!]!;
    const name = first.kind === "task" ? view.tasks[first.task]!.name : "";
    // the items of a batch are made by one body
    const most = first.kind === "task" && first.batch !== null ? 1 : MOST_APART;
    return members.length <= most || isExpanded(name) ? members.map((one) => [one]) : [members];
  });
  return folded.sort((a, b) => a[0]! - b[0]!);
}

/** What nodes that can be folded have in common. */
function kinship({ nodes }: GraphView, number: number): string {
  const node = nodes[number]!;
  return node.kind === "task"
    ? `task ${node.task} ${JSON.stringify(node.batch)}`
    : `${node.kind} ${pattern(node.path)}`;
}

/** `data/*.csv` for all files of that folder with that extension. */
export function pattern(path: string): string {
  const [, folder, extension] = /^(.*[\\/])?.*?(\.[^./\\]*)?$/s.exec(path)!;
  return `${folder ?? ""}*${extension ?? ""}`;
}

function foldEdges(edges: readonly ViewEdge[], numberOf: readonly number[]): FoldedEdge[] {
  const folded = new Map<string, { from: number; to: number; outs: ViewOut[]; count: number }>();
  for (const edge of edges) {
    const [from, to] = [numberOf[edge.from]!, numberOf[edge.to]!];
    const key = `${from} ${to}`;
    let known = folded.get(key);
    if (known === undefined) folded.set(key, known = { from, to, outs: [], count: 0 });
    known.count++;
    if (edge.out !== null && !known.outs.includes(edge.out)) known.outs.push(edge.out);
  }
  return [...folded.values()];
}

/** `train`, `resize ×2,000`. */
export function counted(name: string, count: number): string {
  return count === 1 ? name : `${name} ×${grouped(count)}`;
}

/** The nodes that a drawn node stands for. */
export function membersOf({ view }: FoldedView, { members }: FoldedNode): readonly ViewNode[] {
  return members.map((member) => view.nodes[member]!);
}
