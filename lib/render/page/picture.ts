/** Draws what is seen on a canvas: only that, and no more of it than the eye can tell apart. */

import type { Drawing, DrawnEdge, DrawnNode } from "../drawing.ts";
import { meets, type Rect } from "./camera.ts";
import { drawCells } from "./cells.ts";
import { LEAST_TEXT, Pen } from "./pen.ts";
import { chosenIndex, homeOf, rectOf, type Scene } from "./scene.ts";

/** Lines lower than this, from one line of a label to the next. */
const LINE = 10.8;

/** How many lines are drawn from and to a chosen cell. */
const MOST_TIES = 2000;

/** Draws scenes. */
export class Picture {
  readonly pen: Pen;

  constructor(readonly canvas: HTMLCanvasElement) {
    this.pen = new Pen(canvas);
  }

  draw(scene: Scene): void {
    const { camera, model, which } = scene;
    const { context } = this.pen;
    const ratio = devicePixelRatio;
    const width = Math.round(camera.width * ratio);
    const height = Math.round(camera.height * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.pen.color("ground");
    context.fillRect(0, 0, width, height);
    const scale = camera.scale * ratio;
    context.setTransform(scale, 0, 0, scale, camera.x * ratio, camera.y * ratio);
    const drawing = model.drawings[which]!;
    const seen = camera.seen();
    this.#boxes(drawing, seen, camera.scale);
    const chosen = chosenIndex(scene);
    for (const edge of drawing.edges) {
      if (edge.points.length < 4 || !meets(boundsOf(edge), seen)) continue;
      this.#edge(edge, edge.from === chosen || edge.to === chosen, camera.scale);
    }
    drawing.nodes.forEach((node, i) => {
      if (meets(node, seen)) this.#node(node, scene, i === chosen);
    });
    this.#ties(scene);
  }

  #boxes({ boxes }: Drawing, seen: Rect, scale: number): void {
    for (const box of boxes) {
      if (!meets(box, seen)) continue;
      this.pen.outline(box, "box", 1);
      if (11 * scale < LEAST_TEXT) continue;
      const { x, y, width } = box;
      this.pen.text(box.label, x + width / 2, y + 12, { size: 11, width });
    }
  }

  #edge({ points, label, at }: DrawnEdge, strong: boolean, scale: number): void {
    const { context } = this.pen;
    context.strokeStyle = context.fillStyle = this.pen.color(strong ? "accent" : "edge");
    context.lineWidth = Math.max(strong ? 2 : 1, (strong ? 1.5 : 0.5) / scale);
    context.beginPath();
    context.moveTo(points[0]!, points[1]!);
    for (let i = 2; i + 5 < points.length; i += 6) {
      const [a, b, c, d, e, f] = points.slice(i, i + 6);
      context.bezierCurveTo(a!, b!, c!, d!, e!, f!);
    }
    context.stroke();
    if (scale > 0.15) this.#arrow(points);
    if (label !== "" && 9 * scale >= LEAST_TEXT) {
      this.pen.text(label, at[0], at[1], { size: 9, color: "faint" });
    }
  }

  #arrow(points: readonly number[]): void {
    const [fromX, fromY, , , x, y] = points.slice(-6) as [number, number, 0, 0, number, number];
    const angle = Math.atan2(y - fromY, x - fromX);
    const { context } = this.pen;
    context.beginPath();
    context.moveTo(x, y);
    for (const turn of [2.75, -2.75]) {
      context.lineTo(x + 7 * Math.cos(angle + turn), y + 7 * Math.sin(angle + turn));
    }
    context.fill();
  }

  #node(node: DrawnNode, scene: Scene, chosen: boolean): void {
    const { look, columns, members } = node;
    const { matches, camera: { scale } } = scene;
    const { context } = this.pen;
    const found = matches !== undefined && members.some((member) => matches.has(member));
    context.globalAlpha = matches !== undefined && !found ? 0.25 : 1;
    this.pen.shape(look, node, look === "input" || look.startsWith("output") ? 0 : 6);
    if (found) this.pen.outline(node, "match", Math.max(2.5, 2 / scale));
    if (chosen) this.pen.outline(node, "accent", Math.max(3, 2.5 / scale));
    this.#label(node, scale);
    if (columns > 0) drawCells(node, scene, this.pen);
    context.globalAlpha = 1;
  }

  #label({ x, y, width, height, title, lines, columns }: DrawnNode, scale: number): void {
    if (11 * scale < LEAST_TEXT) return;
    const small = 9 * scale >= LEAST_TEXT;
    const middle = x + width / 2;
    const room = width - 8;
    if (columns > 0) {
      this.pen.text(title, middle, y + 14, { size: 12, width: room, bold: true });
      if (small) this.pen.text(lines.join(" · "), middle, y + 29, { size: 9, width: room });
      return;
    }
    let at = y + (height - LINE * lines.length) / 2;
    this.pen.text(title, middle, at, { size: 11, width: room, bold: true });
    if (!small) return;
    for (const line of lines) {
      this.pen.text(line, middle, at += LINE, { size: 9, width: room });
    }
  }

  /** What a chosen cell is made from, and what is made from it. */
  #ties(scene: Scene): void {
    const { choice, model, which, camera } = scene;
    if (choice?.kind !== "node") return;
    const { number } = choice;
    const hasCells = (one: number) => model.drawings[which]!.nodes[homeOf(scene, one)]!.columns > 0;
    const { context } = this.pen;
    context.strokeStyle = this.pen.color("accent");
    context.lineWidth = Math.max(1, 1.2 / camera.scale);
    const ends = [...model.into[number]!, ...model.outOf[number]!].slice(0, MOST_TIES);
    for (const { from, to } of ends) {
      // between whole nodes there is a line already
      if (!hasCells(from) && !hasCells(to)) continue;
      const [a, b] = [rectOf(scene, from), rectOf(scene, to)];
      const [x0, y0] = [a.x + a.width / 2, a.y + a.height];
      const [x1, y1] = [b.x + b.width / 2, b.y];
      const bend = Math.max(30, Math.abs(y1 - y0) / 2);
      context.beginPath();
      context.moveTo(x0, y0);
      context.bezierCurveTo(x0, y0 + bend, x1, y1 - bend, x1, y1);
      context.stroke();
    }
  }
}

const bounds = new WeakMap<DrawnEdge, Rect>();

function boundsOf(edge: DrawnEdge): Rect {
  let rect = bounds.get(edge);
  if (rect === undefined) {
    const xs = edge.points.filter((_, i) => i % 2 === 0);
    const ys = edge.points.filter((_, i) => i % 2 === 1);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    rect = { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
    bounds.set(edge, rect);
  }
  return rect;
}
