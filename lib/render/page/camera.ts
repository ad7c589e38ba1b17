/** What part of a drawing is seen, and how large. */

import type { Drawing } from "../drawing.ts";

/** A rectangle of the drawing. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MOST = 8;
const MARGIN = 36;

/** Smaller than this nothing of a drawing can be told apart. */
const THREAD = 0.02;

/** Turns points of the drawing into those of the screen. */
export class Camera {
  x = 0;
  y = 0;
  scale = 1;
  /** Size of the screen. */
  width = 1;
  height = 1;
  #least = 0.01;

  /**
   * Shows all of a drawing, not much larger than it is; of one that would be a thread its beginning.
   */
  fit({ width, height }: Drawing): void {
    const across = (this.width - 2 * MARGIN) / Math.max(1, width);
    const along = (this.height - 2 * MARGIN) / Math.max(1, height);
    const whole = Math.min(across, along);
    this.#least = Math.max(1e-4, Math.min(whole, 1) / 2);
    const scale = whole < THREAD ? Math.min(Math.max(across, along), 0.6) : whole;
    this.scale = Math.max(1e-4, Math.min(scale, 1.6));
    this.x = Math.max(MARGIN, (this.width - width * this.scale) / 2);
    this.y = Math.max(MARGIN, (this.height - height * this.scale) / 2);
  }

  /** Makes all larger around a point of the screen. */
  zoom(factor: number, x: number = this.width / 2, y: number = this.height / 2): void {
    const scale = Math.min(MOST, Math.max(this.#least, this.scale * factor));
    this.x = x - (x - this.x) * scale / this.scale;
    this.y = y - (y - this.y) * scale / this.scale;
    this.scale = scale;
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
  }

  /** The point of the drawing at a point of the screen. */
  at(x: number, y: number): [number, number] {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  /** The part of the drawing that is seen. */
  seen(): Rect {
    const [x, y] = this.at(0, 0);
    return { x, y, width: this.width / this.scale, height: this.height / this.scale };
  }

  /** Brings a rectangle into view, large enough to be read. */
  show({ x, y, width, height }: Rect): void {
    const seen = this.seen();
    const inside = x >= seen.x && y >= seen.y && x + width <= seen.x + seen.width &&
      y + height <= seen.y + seen.height;
    if (inside && this.scale > 0.6) return;
    const room = Math.min(this.width * 0.8 / width, this.height * 0.8 / height);
    this.scale = Math.min(MOST, Math.max(this.#least, Math.min(room, Math.max(this.scale, 1))));
    this.x = this.width / 2 - (x + width / 2) * this.scale;
    this.y = this.height / 2 - (y + height / 2) * this.scale;
  }
}

/** Whether two rectangles have a point in common. */
export function meets(a: Rect, b: Rect): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height &&
    b.y <= a.y + a.height;
}
