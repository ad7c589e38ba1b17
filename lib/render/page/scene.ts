/** What there is to draw, and where its parts are. */

import { CELL, type Drawing, type DrawnNode } from "../drawing.ts";
import { type Camera, meets, type Rect } from "./camera.ts";
import type { Model } from "./model.ts";

/** What is chosen: a node, or a drawn node with many members. */
export type Choice =
  | { readonly kind: "node"; readonly number: number }
  | { readonly kind: "many"; readonly index: number };

/** What there is to draw. */
export interface Scene {
  readonly model: Model;
  /** Which of the drawings. */
  readonly which: number;
  readonly camera: Camera;
  readonly choice: Choice | undefined;
  /** Nodes that were searched for; the others are drawn faintly. */
  readonly matches: ReadonlySet<number> | undefined;
}

/** The drawn node that a node is, or is in. */
export function homeOf({ model, which }: Pick<Scene, "model" | "which">, number: number): number {
  return model.homes[which]![number]!;
}

/** Where a node is in a drawing: its cell, if it is one of many that are drawn. */
export function rectOf(scene: Pick<Scene, "model" | "which">, number: number): Rect {
  const node = scene.model.drawings[scene.which]!.nodes[homeOf(scene, number)]!;
  return node.columns === 0 ? node : cellRect(node, node.members.indexOf(number));
}

/** Where the cell of a member is. */
export function cellRect({ x, y, columns }: DrawnNode, i: number): Rect {
  return {
    x: x + CELL.border + i % columns * CELL.width,
    y: y + CELL.head + Math.floor(i / columns) * CELL.height,
    width: CELL.width,
    height: CELL.height,
  };
}

/** What is at a point of a drawing. */
export function hit(drawing: Drawing, x: number, y: number): Choice | undefined {
  const point = { x, y, width: 0, height: 0 };
  const index = drawing.nodes.findIndex((node) => meets(node, point));
  if (index < 0) return undefined;
  const node = drawing.nodes[index]!;
  if (node.members.length === 1) return { kind: "node", number: node.members[0]! };
  if (node.columns > 0) {
    const column = Math.floor((x - node.x - CELL.border) / CELL.width);
    const row = Math.floor((y - node.y - CELL.head) / CELL.height);
    const number = node.members[row * node.columns + column];
    if (row >= 0 && column >= 0 && column < node.columns && number !== undefined) {
      return { kind: "node", number };
    }
  }
  return { kind: "many", index };
}

/** The drawn node that is chosen as a whole; undefined if it is one of its cells, or none. */
export function chosenIndex(scene: Scene): number | undefined {
  const { choice, model, which } = scene;
  if (choice === undefined) return undefined;
  if (choice.kind === "many") return choice.index;
  const index = homeOf(scene, choice.number);
  return model.drawings[which]!.nodes[index]!.columns > 0 ? undefined : index;
}
