/** What is written on the nodes, boxes and lines of a drawing, in all formats alike. */

import { grouped, shorten } from "../util/text.ts";
import {
  counted,
  type FoldedEdge,
  type FoldedGroup,
  type FoldedNode,
  type FoldedView,
  membersOf,
  pattern,
  type Told,
} from "./fold.ts";
import type { OutputNode, TaskNode, ViewArg, ViewNode, ViewState } from "./view.ts";

/** How many characters a line has at most. */
const WIDEST = 56;

/** How many states or reasons of a folded node are told apart. */
const MOST_LINES = 4;

/** How many outs are named on a line. */
const MOST_OUTS = 3;

/** What is written on a node. */
export interface Label {
  readonly title: string;
  readonly lines: readonly string[];
}

/** How a node looks: what becomes of it, or that it is a file. */
export type Look = ViewState | "mixed" | "input" | "output" | "output-due";

const ONE: Record<ViewState, string> = {
  "cached": "cached",
  "runs": "runs",
  "may-run": "may run",
  "not-needed": "not needed",
};
const MANY: Record<ViewState, string> = { ...ONE, runs: "run" };

const OUTPUT: Record<OutputNode["state"], string> = {
  "up-to-date": "up to date",
  "write": "would write",
  "may-write": "may write",
};

/** What is written on a node. */
export function labelOf(folded: FoldedView, node: FoldedNode): Label {
  const members = membersOf(folded, node);
  const first = members[0]!;
  const count = members.length;
  if (first.kind !== "task") {
    const path = count === 1 ? first.path : pattern(first.path);
    return { title: counted(cutPath(path), count), lines: fileLines(members) };
  }
  const calls = members as readonly TaskNode[];
  const { name } = folded.view.tasks[first.task]!;
  const args = argsText(calls);
  const shown = node.told.slice(0, MOST_LINES);
  const lines = shown.map((told) => toldText(told, node.told.length > 1));
  const left = node.told.slice(MOST_LINES).reduce((sum, told) => sum + told.count, 0);
  return {
    title: counted(shorten(name, WIDEST), count),
    lines: [
      ...(first.batch === null ? [] : [`batch ${first.batch}`]),
      ...(args === "" ? [] : [args]),
      ...lines,
      ...(left === 0 ? [] : [`${grouped(left)} more`]),
    ].map((line) => shorten(line, WIDEST)),
  };
}

/** `runs: new`, or of several kinds `2 run: argument changed: size`. */
function toldText({ state, count, text }: Told, several: boolean): string {
  const words = several ? `${grouped(count)} ${MANY[state]}` : ONE[state];
  return text === "" ? words : `${words}: ${text}`;
}

/** All about a node that has no room on it, in lines. */
export function hintOf(folded: FoldedView, node: FoldedNode): readonly string[] {
  const { title, lines } = labelOf(folded, node);
  const members = membersOf(folded, node);
  const [first] = members;
  if (members.length > 1 || first!.kind !== "task") return [title, ...lines];
  const { name, place } = folded.view.tasks[first!.task]!;
  return [
    name,
    ...first!.args.map(argText),
    ...node.told.map((told) => toldText(told, false)),
    ...(place === null ? [] : [`${place.file}:${place.line}:${place.column}`]),
    first!.hash,
  ];
}

/** The constants that all calls have in common. */
function argsText(calls: readonly TaskNode[]): string {
  return calls[0]!.args
    .filter(({ name, value }, i) =>
      calls.every(({ args }) => args[i]?.name === name && args[i].value === value)
    )
    .map(argText)
    .join(", ");
}

/** A parameter that is a pattern has no name of its own. */
function argText({ name, value }: ViewArg): string {
  return name === null ? value : `${name} = ${value}`;
}

function fileLines(files: readonly ViewNode[]): readonly string[] {
  const outputs = files.filter((file) => file.kind === "output");
  const states = [...Map.groupBy(outputs, ({ state }) => state)];
  return states.map(([state, some]) =>
    states.length === 1 ? OUTPUT[state] : `${grouped(some.length)} ${OUTPUT[state]}`
  );
}

/** The end of a path says more than its beginning. */
function cutPath(path: string): string {
  return path.length <= WIDEST ? path : `…${path.slice(1 - WIDEST)}`;
}

/** How a node looks. */
export function lookOf(folded: FoldedView, node: FoldedNode): Look {
  const members = membersOf(folded, node);
  const [first] = members;
  if (first!.kind === "input") return "input";
  if (first!.kind === "output") {
    const due = members.some((one) => one.kind === "output" && one.state !== "up-to-date");
    return due ? "output-due" : "output";
  }
  const states = new Set(node.told.map(({ state }) => state));
  return states.size > 1 ? "mixed" : node.told[0]!.state;
}

/** What is written on a box. */
export function groupLabel({ name, count }: FoldedGroup): string {
  return counted(shorten(name, WIDEST), count);
}

/** What is written on a line: the values' names; empty for a task with only one. */
export function edgeLabel({ outs }: FoldedEdge): string {
  const names = outs.slice(0, MOST_OUTS).map((out) => shorten(String(out), WIDEST / 2));
  const more = outs.length - names.length;
  return names.join(", ") + (more === 0 ? "" : ` and ${grouped(more)} more`);
}

/** What is written on the whole. */
export function titleOf({ view }: FoldedView): string {
  const { pipeline, waits_for } = view;
  if (waits_for === null) return pipeline;
  return `${pipeline}\nIt needs the value of ${waits_for} to go on: what follows can't be told.`;
}
