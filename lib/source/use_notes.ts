/** Notes of what code does with names, and what comes of them once all is known that names hold. */

import type { Node } from "./ast.ts";
import { LOAD, type Moment } from "./moments.ts";
import { moment, type Note, UNKNOWN, useOf } from "./note.ts";
import type { Binding } from "./scope.ts";
import type { CodeUses, GlobalChange, Use } from "./use_types.ts";
import { type Atom, DIRECT, type Flow } from "./value_flow.ts";

/** Collects notes of one piece of code. */
export class Notes {
  readonly #notes: { readonly flow: Flow; readonly note: Note }[] = [];
  readonly #puts: { readonly owner: Flow; readonly value: Flow }[] = [];
  readonly #held = new Map<Atom, Map<Atom, number>>();
  readonly #globals: GlobalChange[] = [];
  readonly #lost: Flow[] = [];
  readonly #aliases = new Map<Atom, Flow>();
  readonly #items = new Map<Atom, Flow>();
  readonly #reached = new Map<Atom, Flow>();

  assign(flow: Flow, when: Moment): void {
    this.#note(flow, { how: "assign", when });
  }

  /** @param direct A member of the very thing is given a value */
  change(flow: Flow, when: Moment, direct = false): void {
    this.#note(flow, { how: "change", when, direct });
  }

  /** A built-in puts values into others. */
  fill(owner: Flow, value: Flow, when: Moment): void {
    this.change(owner, when);
    this.put(owner, value);
  }

  call(flow: Flow, note: { when: Moment; method?: string; alone?: boolean }): void {
    this.#note(flow, { how: "call", ...note });
  }

  /** A method is called that changes nothing if the object is built in. */
  read(flow: Flow, note: { when: Moment; method: string }): void {
    this.#note(flow, { how: "call", ...note, reads: true });
  }

  hand(flow: Flow, note: Omit<Note, "how"> & { readonly to: number | "builtin" }): void {
    this.#note(flow, { how: "hand", ...note });
  }

  /** @param to What may change it, if it's only handed over */
  global(what: string, node: Node, how: { when: Moment; to?: GlobalChange["to"] }): void {
    if (/^(?:module|exports|console)\b|\.(?:exitCode|stackTraceLimit|title)$/.test(what)) return;
    const at = [node.start, node.end] as const;
    this.#globals.push({ what, at, ...(how.to ? { to: how.to } : {}), ...moment(how.when) });
  }

  /**
   * A value becomes part of others.
   * @param taken They are but other names for it or for a part of it; or for something that it holds
   */
  put(owner: Flow, value: Flow, taken?: Taken): void {
    if (value.size === 0) return;
    const names = taken === "alias" ? this.#aliases : this.#items;
    for (const atom of taken ? owner.keys() : []) names.set(atom, value);
    if (owner.size === 0) this.#lost.push(value);
    else this.#puts.push({ owner, value });
    for (const atom of owner.keys()) {
      let held = this.#held.get(atom);
      if (!held) this.#held.set(atom, held = new Map());
      for (const [part, via] of value) {
        held.set(part, held.has(part) && held.get(part) !== via ? DIRECT : via);
      }
    }
  }

  /**
   * What is known in the end.
   * @param value What the value of the whole may hold
   * @param params The names that parameters bind, with their positions, and whether what's made may
   * keep them
   */
  finish(value: Flow, params: Params): CodeUses {
    const uses = this.#uses();
    const holds = this.#refsIn([value, ...this.#lost]);
    const links = this.#links();
    const { dirty, passes } = this.#params(params);
    const writes = this.writes(params.of);
    // to another parameter, or to a method of one
    const lends = this.#done(params.of, ({ how, to }) => how === "hand" && to === UNKNOWN);
    return {
      ...(uses.length > 0 ? { uses } : {}),
      ...(holds.length > 0 ? { holds } : {}),
      ...(links.length > 0 ? { links } : {}),
      ...(dirty.length > 0 ? { dirty } : {}),
      ...(writes.length > 0 ? { writes } : {}),
      ...(lends.length > 0 ? { lends } : {}),
      ...(passes.length > 0 ? { passes } : {}),
      ...(this.#globals.length > 0 ? { globals: this.#globals } : {}),
    };
  }

  /** What is done with a name within the code or with what holds it. */
  *of(name: Binding): Generator<Note> {
    for (const { flow, note } of this.#notes) {
      for (const atom of flow.keys()) {
        if (typeof atom === "number" || !this.#reach(atom).has(name)) continue;
        if (note.reads && atom !== name) continue;
        yield note;
      }
    }
    for (const { owner, value } of this.#puts) {
      for (const [atom, via] of value) {
        if (typeof atom === "number" || !this.#reach(atom).has(name)) continue;
        const keeps = [...owner.keys()].some((holder) => typeof holder === "number");
        if (keeps) yield { how: "hand", when: LOAD, to: via === DIRECT ? UNKNOWN : via };
      }
    }
  }

  #note(flow: Flow, note: Note): void {
    if (flow.size > 0) this.#notes.push({ flow, note });
  }

  /** All that a name holds, itself included. */
  #reach(atom: Atom): Flow {
    const known = this.#reached.get(atom);
    if (known) return known;
    const reached = new Map<Atom, number>([[atom, DIRECT]]);
    const queue: Atom[] = [atom];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (typeof at === "number" && at !== atom) continue;
      const before = reached.get(at)!;
      for (const [part, via] of this.#held.get(at) ?? []) {
        const way = before === DIRECT ? via : before;
        const old = reached.get(part);
        if (old === way || old === DIRECT) continue;
        reached.set(part, old === undefined ? way : DIRECT);
        queue.push(part);
      }
    }
    this.#reached.set(atom, reached);
    return reached;
  }

  #uses(): Use[] {
    const uses = new Map<string, Use>();
    for (const { flow, note } of this.#notes) {
      for (const [atom, via] of flow) {
        const parts = typeof atom === "number" || note.how === "assign"
          ? new Map([[atom, DIRECT]])
          : this.#reach(atom);
        for (const [ref, inner] of parts) {
          if (typeof ref !== "number" || (note.reads && typeof atom !== "number")) continue;
          const found = useOf(ref, note, via === DIRECT ? inner : via);
          const use = this.#isNamed(atom, ref) ? found : { ...found, held: true as const };
          uses.set(JSON.stringify(use), use);
        }
      }
    }
    return [...uses.values()];
  }

  /** Whether a name stands for a reference or a part of it. */
  #isNamed(atom: Atom, ref: number): boolean {
    const stack = [atom];
    const seen = new Set<Atom>();
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at === ref) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      stack.push(...this.#aliases.get(at)?.keys() ?? []);
    }
    return false;
  }

  #refsIn(flows: readonly Flow[]): [number, number][] {
    const found = new Map<number, number>();
    for (const flow of flows) {
      for (const [atom, outer] of flow) {
        const parts = typeof atom === "number" ? new Map([[atom, DIRECT]]) : this.#reach(atom);
        for (const [ref, inner] of parts) {
          if (typeof ref !== "number") continue;
          const via = outer === DIRECT ? inner : outer;
          found.set(ref, found.has(ref) && found.get(ref) !== via ? DIRECT : via);
        }
      }
    }
    return [...found];
  }

  #links(): [number, number][] {
    const links = new Map<string, [number, number]>();
    for (const { owner, value } of this.#puts) {
      for (const [holder] of this.#refsIn([owner])) {
        for (const [held] of this.#refsIn([value])) {
          if (holder !== held) links.set(`${holder} ${held}`, [holder, held]);
        }
      }
    }
    return [...links.values()];
  }

  #params({ of, mayKeep }: Params): { dirty: number[]; passes: Pass[] } {
    const dirty = new Set<number>();
    const passes = new Map<string, Pass>();
    for (const [name, index] of of) {
      for (const note of this.of(name)) {
        if (note.reads || note.how === "assign" || note.to === "builtin") continue;
        if (
          note.how === "hand" && typeof note.to === "number" && note.to >= 0 &&
          note.arg !== undefined
        ) {
          passes.set(`${index} ${note.to} ${note.arg}`, [index, note.to, note.arg]);
        } else dirty.add(index);
      }
      const isLost = !mayKeep &&
        this.#lost.some((flow) =>
          [...flow.keys()].some((atom) => typeof atom !== "number" && this.#reach(atom).has(name))
        );
      if (isLost) dirty.add(index);
    }
    return { dirty: [...dirty], passes: [...passes.values()] };
  }

  /** Parameters whose own members are assigned: what only holds them may change as it likes. */
  writes(of: ReadonlyMap<Binding, number>): number[] {
    return this.#done(of, ({ how }) => how === "change");
  }

  /** Those to which something is done, themselves or by another name. */
  #done(of: ReadonlyMap<Binding, number>, what: (note: Note) => boolean): number[] {
    const found = new Set<number>();
    for (const { flow, note } of this.#notes) {
      if (!what(note)) continue;
      for (const atom of flow.keys()) {
        for (const name of this.#standsFor(atom)) {
          const index = typeof name === "number" ? undefined : of.get(name);
          if (index !== undefined) found.add(index);
        }
      }
    }
    return [...found];
  }

  /** A name, and all that it may be but another name for. */
  #standsFor(name: Atom): Set<Atom> {
    const all = new Set([name]);
    for (const atom of all) {
      for (const alias of this.#aliases.get(atom)?.keys() ?? []) all.add(alias);
      for (const holder of this.#items.get(atom)?.keys() ?? []) {
        for (const held of this.#reach(holder).keys()) all.add(held);
      }
    }
    return all;
  }
}

/** How a name came to stand for a value. */
export type Taken = "alias" | "item";

interface Params {
  readonly of: ReadonlyMap<Binding, number>;
  readonly mayKeep: boolean;
}

type Pass = [param: number, ref: number, arg: number];
