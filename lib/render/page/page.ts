/** The page of a graph: what is shown of it and what is chosen. */

import type { Drawing } from "../drawing.ts";
import { parseView } from "../json.ts";
import { Camera } from "./camera.ts";
import { KINDS, Model } from "./model.ts";
import { element, Panel } from "./panel.ts";
import { Picture } from "./picture.ts";
import { type Choice, homeOf, rectOf, type Scene } from "./scene.ts";

/** An element of the page. */
export const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const dataOf = (id: string) => byId(id).textContent ?? "";

/** A page with its state. */
export class Page implements Scene {
  readonly model = new Model(
    parseView(dataOf("view"))!,
    JSON.parse(dataOf("drawings")) as Drawing[],
  );
  readonly camera = new Camera();
  readonly canvas = byId<HTMLCanvasElement>("canvas");
  readonly picture = new Picture(this.canvas);
  readonly panel = new Panel(
    byId("panel"),
    this.model,
    (number) => this.choose({ kind: "node", number }, true),
  );
  readonly search = byId<HTMLInputElement>("search");
  which = 0;
  choice: Choice | undefined;
  matches: ReadonlySet<number> | undefined;
  /** What is searched for is of this kind. */
  kind: string | undefined;
  #due = false;
  #moved = false;

  start(): void {
    this.#totals();
    byId("expand").hidden = this.model.drawings.length < 2;
    new ResizeObserver(() => this.#resize()).observe(byId("stage"));
    this.#resize();
    this.panel.showAll();
  }

  get drawing(): Drawing {
    return this.model.drawings[this.which]!;
  }

  /** Draws with the next frame, once for all that happens until then. */
  redraw(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.picture.draw(this);
    });
  }

  #resize(): void {
    const { clientWidth, clientHeight } = byId("stage");
    this.camera.width = clientWidth;
    this.camera.height = clientHeight;
    if (!this.#moved) this.camera.fit(this.drawing);
    this.redraw();
  }

  fit(): void {
    this.#moved = false;
    this.camera.fit(this.drawing);
    this.redraw();
  }

  zoom(factor: number, x?: number, y?: number): void {
    this.#moved = true;
    this.camera.zoom(factor, x, y);
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    this.#moved = true;
    this.camera.pan(dx, dy);
    this.redraw();
  }

  /** Chooses something; `show` brings it into view. */
  choose(choice: Choice | undefined, show = false): void {
    this.choice = choice;
    byId("tip").hidden = true;
    if (choice === undefined) this.#unchosen();
    else if (choice.kind === "node") this.panel.showNode(choice.number);
    else this.panel.showMany(this.drawing.nodes[choice.index]!);
    if (choice !== undefined) {
      const name = choice.kind === "node"
        ? this.model.lineOf(choice.number)
        : this.drawing.nodes[choice.index]!.title;
      byId("said").textContent = name;
    }
    if (show && choice !== undefined) {
      this.#moved = true;
      this.camera.show(this.#rectOf(choice));
    }
    this.redraw();
  }

  #unchosen(): void {
    if (this.matches === undefined) this.panel.showAll();
    else this.panel.showFound([...this.matches]);
  }

  #rectOf(choice: Choice) {
    return choice.kind === "many" ? this.drawing.nodes[choice.index]! : rectOf(this, choice.number);
  }

  /** Looks for nodes by words and kind; all others become faint. */
  find(): void {
    const text = this.search.value;
    if (text.trim() === "" && this.kind === undefined) this.matches = undefined;
    else this.matches = new Set(this.model.search(text, this.kind));
    this.choice = undefined;
    this.#unchosen();
    this.redraw();
  }

  /** Shows the next drawing, with what is chosen where it was if it can be. */
  toggle(): void {
    if (this.model.drawings.length < 2) return;
    const { choice } = this;
    const member = choice?.kind === "many"
      ? this.drawing.nodes[choice.index]!.members[0]!
      : undefined;
    this.which = 1 - this.which;
    byId("expand").setAttribute("aria-pressed", String(this.which === 1));
    this.fit();
    if (member !== undefined) this.choose({ kind: "many", index: homeOf(this, member) });
    else if (choice !== undefined) this.choose(choice, true);
  }

  /** Chooses the nearest drawn node in a direction. */
  step(dx: number, dy: number): void {
    const { nodes } = this.drawing;
    const at = this.choice === undefined ? undefined : this.#rectOf(this.choice);
    if (at === undefined) return this.#chooseIndex(0);
    const [x, y] = [at.x + at.width / 2, at.y + at.height / 2];
    let [best, least] = [-1, Infinity];
    nodes.forEach((node, i) => {
      const [ox, oy] = [node.x + node.width / 2 - x, node.y + node.height / 2 - y];
      const along = ox * dx + oy * dy;
      const aside = Math.abs(ox * dy) + Math.abs(oy * dx);
      if (along <= 1 || aside > along * 3) return;
      const far = along + 2 * aside;
      if (far < least) [best, least] = [i, far];
    });
    if (best >= 0) this.#chooseIndex(best);
  }

  #chooseIndex(index: number): void {
    const node = this.drawing.nodes[index];
    if (node === undefined) return;
    const [number] = node.members;
    this.choose(
      node.members.length === 1 ? { kind: "node", number: number! } : { kind: "many", index },
      true,
    );
  }

  #totals(): void {
    const counts = this.model.counts();
    const buttons = Object.entries(KINDS).flatMap(([kind, words]) => {
      const count = counts.get(kind);
      if (count === undefined) return [];
      const button = element(
        "button",
        { type: "button", className: `chip ${kind}`, ariaPressed: "false" },
        words(count),
      );
      button.onclick = () => {
        this.kind = this.kind === kind ? undefined : kind;
        for (const other of buttons) {
          other.ariaPressed = String(other === button && this.kind === kind);
        }
        this.find();
      };
      return [button];
    });
    byId("totals").append(...buttons);
  }
}
