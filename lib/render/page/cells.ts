/** Draws the members of a node as cells: only those that are seen. */

import { CELL, type DrawnNode } from "../drawing.ts";
import type { Rect } from "./camera.ts";
import { LEAST_TEXT, type Pen } from "./pen.ts";
import { cellRect, type Scene } from "./scene.ts";

/** Cells lower than this, in pixels, have no border; those of a row that look alike are one. */
const LEAST_CELL = 6;

/** Between cells lower than this there is no gap: it would only make patterns. */
const LEAST_GAP = 3;

/** How many characters of a cell's text are drawn. */
const MOST_TEXT = 24;

/** Draws the cells of a node. */
export function drawCells(node: DrawnNode, scene: Scene, pen: Pen): void {
  const { members, columns } = node;
  const { model, matches, camera, choice } = scene;
  const seen = camera.seen();
  const rows = Math.ceil(members.length / columns);
  const [top, bottom] = span(seen.y - node.y - CELL.head, seen.height, CELL.height, rows);
  const [left, right] = span(seen.x - node.x - CELL.border, seen.width, CELL.width, columns);
  const near = CELL.height * camera.scale > LEAST_CELL;
  const far = CELL.height * camera.scale < LEAST_GAP;
  const { context } = pen;
  const alpha = context.globalAlpha;
  const isFaint = (number: number) => matches !== undefined && !matches.has(number);
  for (let row = top; row <= bottom; row++) {
    const end = Math.min((row + 1) * columns, members.length);
    for (let at = row * columns + left; at < end && at <= row * columns + right;) {
      const number = members[at]!;
      const alike = (other: number) =>
        model.lookOf(other) === model.lookOf(number) && isFaint(other) === isFaint(number);
      let next = at + 1;
      while (!near && next < end && alike(members[next]!)) next++;
      const rect = { ...cellRect(node, at), width: CELL.width * (next - at) };
      context.globalAlpha = isFaint(number) ? 0.2 : alpha;
      if (near) nearCell(rect, number, scene, pen);
      else {
        context.fillStyle = pen.mixed(model.lookOf(number));
        // a bit too large, since what ends within a pixel would be seen as a line
        const gap = far ? -0.5 / camera.scale : 1;
        context.fillRect(rect.x, rect.y + gap, rect.width - gap, rect.height - 2 * gap);
      }
      at = next;
    }
  }
  context.globalAlpha = alpha;
  if (12 * camera.scale < LEAST_TEXT) farTitle(node, scene, pen);
  const at = choice?.kind === "node" ? members.indexOf(choice.number) : -1;
  if (at >= 0) pen.outline(cellRect(node, at), "accent", Math.max(2, 2.5 / camera.scale));
}

/** What can't be read on the node is written over it, in a size that can. */
function farTitle({ x, y, width, height, title }: DrawnNode, { camera }: Scene, pen: Pen): void {
  const size = Math.min(13 / camera.scale, width / (title.length * 0.7));
  if (size * camera.scale < LEAST_TEXT) return;
  const [middle, center] = [x + width / 2, y + height / 2];
  const room = size * (title.length * 0.6 + 1);
  pen.plate({ x: middle - room / 2, y: center - size, width: room, height: 2 * size }, size / 3);
  pen.text(title, middle, center, { size, width: room, bold: true });
}

function nearCell(
  { x, y, width, height }: Rect,
  number: number,
  { model, camera }: Scene,
  pen: Pen,
): void {
  const inner = { x: x + 1.5, y: y + 1.5, width: width - 3, height: height - 3 };
  pen.shape(model.lookOf(number), inner, 0);
  if (8 * camera.scale < LEAST_TEXT) return;
  const brief = model.briefOf(number);
  const short = brief.length > MOST_TEXT ? `${brief.slice(0, MOST_TEXT - 1)}…` : brief;
  pen.text(short, x + width / 2, y + height / 2, { size: 8, width: width - 8 });
}

/** The first and last of `count` things of one size that are seen. */
function span(start: number, length: number, size: number, count: number): [number, number] {
  const first = Math.max(0, Math.floor(start / size));
  return [first, Math.min(count - 1, Math.floor((start + length) / size))];
}
