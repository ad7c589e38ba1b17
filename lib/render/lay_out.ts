/** Finds places for the parts of a drawing: by Graphviz. */

import { dotText } from "./dot.ts";
import { CELL, type Drawing, type DrawnBox, type DrawnEdge, type DrawnNode } from "./drawing.ts";
import type { FoldedView } from "./fold.ts";
import { graphviz } from "./graphviz.ts";
import { edgeLabel, groupLabel, labelOf, lookOf } from "./label.ts";

/** How wide a node with cells is, compared with its height. */
const ASPECT = 1.3;

const INCH = 72;

/** Finds places for all that is drawn. `cells`: what is folded is drawn with all that it holds. */
export async function layOut(folded: FoldedView, cells: boolean): Promise<Drawing> {
  const columns = new Map<number, number>();
  const sizes = new Map<number, { width: number; height: number }>();
  folded.nodes.forEach(({ members: { length } }, i) => {
    if (!cells || length === 1) return;
    const count = Math.ceil(Math.sqrt(length * ASPECT * CELL.height / CELL.width));
    const rows = Math.ceil(length / count);
    columns.set(i, count);
    sizes.set(i, {
      width: (count * CELL.width + 2 * CELL.border) / INCH,
      height: (rows * CELL.height + CELL.head + CELL.border) / INCH,
    });
  });
  const placed = JSON.parse(await graphviz(dotText(folded, { sizes }), "json")) as Placed;
  return readPlaces(folded, placed, columns);
}

/** What Graphviz gives, as far as it is read. */
interface Placed {
  readonly bb: string;
  readonly objects?: readonly {
    readonly name: string;
    readonly bb?: string;
    readonly pos?: string;
    readonly width?: string;
    readonly height?: string;
  }[];
  readonly edges?: readonly {
    readonly tail: number;
    readonly head: number;
    readonly pos?: string;
    readonly lp?: string;
  }[];
}

function readPlaces(
  folded: FoldedView,
  { bb, objects = [], edges = [] }: Placed,
  columns: ReadonlyMap<number, number>,
): Drawing {
  const [, , width, height] = numbers(bb) as [number, number, number, number];
  const flip = (y: number) => round(height - y);
  const nodes = new Array<DrawnNode>(folded.nodes.length);
  const boxes: DrawnBox[] = [];
  const numberOf = objects.map(({ name }) => name.startsWith("n") ? Number(name.slice(1)) : -1);
  objects.forEach((object, i) => {
    const number = numberOf[i]!;
    if (number >= 0) {
      const [x, y] = numbers(object.pos!) as [number, number];
      const [w, h] = [Number(object.width) * INCH, Number(object.height) * INCH];
      const node = folded.nodes[number]!;
      nodes[number] = {
        ...{ x: round(x - w / 2), y: flip(y + h / 2), width: round(w), height: round(h) },
        ...{ look: lookOf(folded, node), ...labelOf(folded, node) },
        members: node.members,
        columns: columns.get(number) ?? 0,
      };
    } else if (object.bb !== undefined) {
      const [x0, y0, x1, y1] = numbers(object.bb) as [number, number, number, number];
      const group = folded.groups[Number(object.name.slice("cluster_".length))]!;
      boxes.push({
        ...{ x: round(x0), y: flip(y1), width: round(x1 - x0), height: round(y1 - y0) },
        label: groupLabel(group),
      });
    }
  });
  const labels = new Map(folded.edges.map((edge) => [`${edge.from} ${edge.to}`, edgeLabel(edge)]));
  return {
    ...{ width: round(width), height: round(height), nodes, boxes },
    edges: edges.map(({ tail, head, pos = "", lp = "0,0" }): DrawnEdge => {
      const [from, to] = [numberOf[tail]!, numberOf[head]!];
      const [x, y] = numbers(lp) as [number, number];
      const at = [round(x), flip(y)] as const;
      return { from, to, points: curve(pos, flip), label: labels.get(`${from} ${to}`)!, at };
    }),
  };
}

/** `e,30,20 10,20 15,20 20,20 25,20`: where the arrow ends, then where the curve goes. */
function curve(pos: string, flip: (y: number) => number): number[] {
  const [end, ...rest] = pos.split(" ");
  const points = end!.startsWith("e,") ? [...rest, end!.slice(2)] : [end!, ...rest];
  const flat = points.flatMap((point) => {
    const [x, y] = numbers(point) as [number, number];
    return [round(x), flip(y)];
  });
  // from the end of the curve to the tip of the arrow it is straight
  if (end!.startsWith("e,") && flat.length >= 4) {
    const [x, y] = flat.slice(-4) as [number, number];
    const tip = flat.splice(-2);
    flat.push(x, y, ...tip, ...tip);
  }
  return flat;
}

function numbers(text: string): number[] {
  return text.split(",").map(Number);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
