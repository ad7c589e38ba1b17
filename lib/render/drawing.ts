/** A graph with places for all its parts, as the page draws it. */

import type { Look } from "./label.ts";

/** A node; measures are in points from the top left corner. */
export interface DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly look: Look;
  readonly title: string;
  readonly lines: readonly string[];
  /** Numbers of the nodes that it stands for. */
  readonly members: readonly number[];
  /** In how many columns its members are drawn as cells; 0 if they aren't. */
  readonly columns: number;
}

/** A box around nodes. */
export interface DrawnBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** A line between nodes. */
export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  /** x and y of the control points of Bézier curves, the end of each being the start of the next. */
  readonly points: readonly number[];
  readonly label: string;
  /** Middle of the label. */
  readonly at: readonly [x: number, y: number];
}

/** A graph with places. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly DrawnNode[];
  readonly boxes: readonly DrawnBox[];
  readonly edges: readonly DrawnEdge[];
}

/** Size of a cell, and of what is around the cells of a node, in points. */
export const CELL = { width: 96, height: 18, head: 40, border: 8 } as const;
