/** Shapes and texts on a canvas, in the colours of the style sheet. */

import type { Rect } from "./camera.ts";

/** Text smaller than this, in pixels, can't be read. */
export const LEAST_TEXT = 5;

const FONT = "Verdana, 'DejaVu Sans', Geneva, sans-serif";

/** How a text is written. */
export interface TextStyle {
  /** In points. */
  readonly size: number;
  /** Wider text is made narrower. */
  readonly width?: number;
  readonly bold?: boolean;
  readonly color?: string;
}

/** Draws on a canvas. */
export class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly #colors = new Map<string, string>();

  constructor(canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d")!;
  }

  /** To be called when the page has got other colours. */
  recolor(): void {
    this.#colors.clear();
  }

  /** A colour of the style sheet. */
  color(name: string): string {
    let color = this.#colors.get(name);
    if (color === undefined) {
      color = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      this.#colors.set(name, color);
    }
    return color;
  }

  /** A colour between those of ground and line of a look, for what has no room for both. */
  mixed(look: string): string {
    const [fill, line] = [this.color(`${look}-fill`), this.color(`${look}-line`)];
    const part = (color: string, at: number) => parseInt(color.slice(at, at + 2), 16);
    const parts = [1, 3, 5].map((at) => Math.round((part(fill, at) + 2 * part(line, at)) / 3));
    return `rgb(${parts})`;
  }

  /** A rectangle that looks like what becomes of a node. */
  shape(look: string, { x, y, width, height }: Rect, radius: number): void {
    const { context } = this;
    context.beginPath();
    context.roundRect(x, y, width, height, radius);
    context.fillStyle = this.color(`${look}-fill`);
    context.fill();
    context.strokeStyle = this.color(`${look}-line`);
    context.lineWidth = look === "runs" || look === "output-due" ? 1.6 : 1;
    context.setLineDash(look === "may-run" || look === "not-needed" ? [4, 3] : []);
    context.stroke();
    context.setLineDash([]);
  }

  /** Ground for text over something else. */
  plate({ x, y, width, height }: Rect, radius: number): void {
    const { context } = this;
    context.beginPath();
    context.roundRect(x, y, width, height, radius);
    context.fillStyle = this.color("raised");
    context.fill();
  }

  outline({ x, y, width, height }: Rect, color: string, line: number): void {
    const { context } = this;
    context.beginPath();
    context.roundRect(x, y, width, height, 6);
    context.strokeStyle = this.color(color);
    context.lineWidth = line;
    context.stroke();
  }

  /** Text around a point. */
  text(text: string, x: number, y: number, style: TextStyle): void {
    const { context } = this;
    const { size, width, bold = false, color = "text" } = style;
    context.fillStyle = this.color(color);
    context.font = `${bold ? "bold " : ""}${size}px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, x, y, width);
  }
}
