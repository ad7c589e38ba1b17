/** Pointer, wheel and keys of the page. */

import { byId, type Page } from "./page.ts";
import { hit } from "./scene.ts";

/** How far the pointer may move, in pixels, for a press to be a click. */
const STILL = 4;

/** How much a key zooms. */
const ZOOM = 1.25;

/** How far a key moves, in pixels. */
const MOVE = 60;

/** From now on the page does what the user says. */
export function listen(page: Page): void {
  byId("in").onclick = () => page.zoom(ZOOM);
  byId("out").onclick = () => page.zoom(1 / ZOOM);
  byId("fit").onclick = () => page.fit();
  byId("expand").onclick = () => page.toggle();
  page.search.oninput = () => page.find();
  page.search.onkeydown = (event) => searchKey(page, event);
  page.canvas.onkeydown = (event) => canvasKey(page, event);
  document.addEventListener("keydown", (event) => pageKey(page, event));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    page.picture.pen.recolor();
    page.redraw();
  });
  page.canvas.onwheel = (event) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    page.zoom(Math.exp(-event.deltaY * lines / 400), event.offsetX, event.offsetY);
  };
  page.canvas.onpointerleave = () => byId("tip").hidden = true;
  new Pointers(page).listen();
}

function searchKey(page: Page, event: KeyboardEvent): void {
  const { key } = event;
  if (key === "Escape") {
    page.search.value = "";
    page.find();
    page.canvas.focus();
  } else if (key === "ArrowDown") {
    byId("panel").querySelector<HTMLElement>(".list")?.focus();
  } else if (key === "Enter") {
    const [first] = page.matches ?? [];
    if (first !== undefined) page.choose({ kind: "node", number: first }, true);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function pageKey(page: Page, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement) return;
  const keys: Record<string, () => void> = {
    "/": () => page.search.focus(),
    "+": () => page.zoom(ZOOM),
    "=": () => page.zoom(ZOOM),
    "-": () => page.zoom(1 / ZOOM),
    "0": () => page.fit(),
    "e": () => page.toggle(),
    "Escape": () => page.choose(undefined),
  };
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]!();
}

function canvasKey(page: Page, event: KeyboardEvent): void {
  const directions: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const direction = directions[event.key];
  if (event.key === "Enter") {
    byId("panel").querySelector<HTMLElement>("button, .list, pre")?.focus();
  } else if (direction === undefined) return;
  else if (event.shiftKey) page.pan(-MOVE * direction[0], -MOVE * direction[1]);
  else page.step(...direction);
  event.preventDefault();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A press is a click, a drag moves, two fingers zoom. */
class Pointers {
  readonly #down = new Map<number, Point>();
  #travelled = 0;

  constructor(readonly page: Page) {}

  listen(): void {
    const { canvas } = this.page;
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      if (this.#down.size === 0) this.#travelled = 0;
      this.#down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    };
    canvas.onpointermove = (event) => {
      if (this.#down.has(event.pointerId)) this.#drag(event);
      else this.#hover(event);
    };
    canvas.onpointercancel = (event) => void this.#down.delete(event.pointerId);
    canvas.onpointerup = (event) => {
      this.#down.delete(event.pointerId);
      if (this.#travelled > STILL) return;
      const { drawing, camera } = this.page;
      this.page.choose(hit(drawing, ...camera.at(event.offsetX, event.offsetY)));
    };
  }

  #drag({ pointerId, offsetX, offsetY }: PointerEvent): void {
    const before = this.#down.get(pointerId)!;
    const now = { x: offsetX, y: offsetY };
    const other = [...this.#down].find(([id]) => id !== pointerId)?.[1];
    this.#travelled += distance(now, before);
    if (other !== undefined) {
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      this.page.zoom(factor, other.x, other.y);
    } else if (this.#travelled > STILL) this.page.pan(now.x - before.x, now.y - before.y);
    this.#down.set(pointerId, now);
  }

  #hover({ offsetX, offsetY }: PointerEvent): void {
    const { drawing, camera, model } = this.page;
    const tip = byId("tip");
    const found = hit(drawing, ...camera.at(offsetX, offsetY));
    tip.hidden = found === undefined;
    if (found === undefined) return;
    const node = found.kind === "many" ? drawing.nodes[found.index]! : undefined;
    tip.textContent = found.kind === "many"
      ? [node!.title, ...node!.lines].join("\n")
      : model.lineOf(found.number);
    const within = (at: number, most: number) => `${Math.max(0, Math.min(at + 14, most - 4))}px`;
    tip.style.left = within(offsetX, camera.width - tip.offsetWidth);
    tip.style.top = within(offsetY, camera.height - tip.offsetHeight);
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
