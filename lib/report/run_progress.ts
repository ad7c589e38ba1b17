/** Where a run stands, kept from its events: what the live view and the lines without one show. */

import type { Event, Subject } from "../run/event.ts";
import { duration, grouped, shorten } from "../util/text.ts";

/** A body under way. */
interface RunningBody {
  readonly task: string;
  readonly started: number;
  /** Milliseconds that it took the last time. */
  readonly expected: number | undefined;
  progress: { readonly done: number; readonly total: number | undefined } | undefined;
  /** Only its commit is awaited. */
  ended: boolean;
}

/** How many bodies have to end before their number tells how long the rest takes. */
const ENOUGH = 3;

/** Follows a run; all times in milliseconds of the clock that it is given. */
export class RunProgress {
  readonly #now: () => number;
  /** Bodies that aren't done. */
  readonly #begun = new Map<string, RunningBody>();
  /** By task: how many of its bodies ended, and how long they took in all. */
  readonly #taken = new Map<string, { count: number; sum: number }>();
  #started: number | undefined;
  #cached = 0;
  #wanted = 0;
  #done = 0;
  #partial = 0;
  #failed = 0;
  #stopping = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes an event in. */
  event(event: Event): void {
    switch (event.kind) {
      case "plan":
        this.#cached = event.cached;
        this.#wanted = event.wanted;
        return;
      case "start":
        return this.#start(event.subject, event.expected);
      case "progress": {
        const body = this.#begun.get(event.subject.hash);
        if (body !== undefined) body.progress = event;
        return;
      }
      case "done":
        return this.#end(event.subject, event.duration, event.calls ?? 1);
      case "partial":
        this.#partial += event.calls ?? 1;
        this.#begun.delete(event.subject.hash);
        return;
      case "failed":
        this.#failed += event.calls ?? 1;
        this.#begun.delete(event.subject.hash);
        return;
      case "stopping":
        this.#stopping = true;
    }
  }

  /** A body runs no more, but isn't done before what it gave is committed. */
  ended(hash: string): void {
    const body = this.#begun.get(hash);
    if (body !== undefined) body.ended = true;
  }

  #start({ task, hash }: Subject, expected: number | undefined): void {
    const started = this.#now();
    this.#started ??= started;
    const taken = this.#taken.get(task);
    this.#begun.set(hash, {
      task,
      started,
      expected: expected ?? (taken === undefined ? undefined : taken.sum / taken.count),
      progress: undefined,
      ended: false,
    });
  }

  #end({ task, hash }: Subject, took: number, calls: number): void {
    this.#begun.delete(hash);
    this.#done += calls;
    const taken = this.#taken.get(task) ?? { count: 0, sum: 0 };
    this.#taken.set(task, { count: taken.count + 1, sum: taken.sum + took });
  }

  #running(): [hash: string, RunningBody][] {
    return [...this.#begun].filter(([, { ended }]) => !ended);
  }

  /** `120/1,000 done, 2 running: train 34.0 s, …` */
  line(): string {
    const [first, ...others] = this.#running();
    if (first === undefined) return this.#counts().join(", ");
    const more = others.length > 0 ? ", …" : "";
    const running = `${others.length + 1} running: ${this.#body(first[1])}${more}`;
    return `${this.#counts().join(", ")}, ${running}`;
  }

  /** The counts with what can be told of the rest, then a line for each body, as far as they fit. */
  frame({ columns, rows }: { columns: number; rows: number }): string {
    const bodies = this.#running();
    const fitting = bodies.length <= rows - 1 ? bodies.length : Math.max(0, rows - 2);
    const lines = [[...this.#counts(), ...this.#outlook()].join(", ")];
    const shown = bodies.slice(0, fitting);
    const calls = Map.groupBy(shown, ([, { task }]) => task);
    for (const [hash, body] of shown) {
      // by the hash, as in the lines of what they print
      const which = calls.get(body.task)!.length > 1 ? ` ${hash.slice(0, 8)}` : "";
      lines.push(`  ${this.#body(body, which)}`);
    }
    if (fitting < bodies.length) lines.push(`  and ${bodies.length - fitting} more`);
    return lines.map((line) => shorten(line, columns - 1)).join("\n");
  }

  #counts(): string[] {
    const parts = [`${grouped(this.#done)}/${grouped(Math.max(this.#wanted, this.#done))} done`];
    if (this.#partial > 0) parts.push(`${grouped(this.#partial)} partial`);
    if (this.#failed > 0) parts.push(`${grouped(this.#failed)} failed`);
    if (this.#cached > 0) parts.push(`${grouped(this.#cached)} cached`);
    if (this.#stopping) parts.push("stopping");
    return parts;
  }

  /** How fast it goes, and when it will be over. */
  #outlook(): string[] {
    if (this.#done < ENOUGH || this.#started === undefined) return [];
    const elapsed = this.#now() - this.#started;
    if (elapsed <= 0) return [];
    const done = this.#done + this.#parts();
    const parts = [rate(done / elapsed)];
    const left = this.#wanted - done - this.#failed;
    if (left > 0 && !this.#stopping) parts.push(`${duration(left * elapsed / done)} left`);
    return parts;
  }

  /** What bodies that aren't done have done, in bodies; without it the time left would grow until one ends. */
  #parts(): number {
    const parts = [...this.#begun.values()].map(({ started, expected, progress, ended }) => {
      if (ended) return 1;
      const { done, total } = progress ?? { done: 0, total: undefined };
      if (total !== undefined && total > 0) return done / total;
      return expected !== undefined && expected > 0 ? (this.#now() - started) / expected : 0;
    });
    return parts.reduce((sum, part) => sum + Math.min(1, Math.max(0, part)), 0);
  }

  #body({ task, started, expected, progress }: RunningBody, which = ""): string {
    const parts = [`${task}${which} ${duration(this.#now() - started)}`];
    if (expected !== undefined) parts.push(`of about ${duration(expected)}`);
    if (progress !== undefined) parts.push(`(${far(progress)})`);
    return parts.join(" ");
  }
}

function far({ done, total }: { done: number; total: number | undefined }): string {
  if (total === undefined || !(total > 0)) return grouped(done);
  return `${grouped(done)}/${grouped(total)}, ${Math.floor(100 * done / total)} %`;
}

/** `perMs` tasks a millisecond, for people. */
function rate(perMs: number): string {
  const perSecond = perMs * 1000;
  if (perSecond >= 1) return `${grouped(Math.round(perSecond))}/s`;
  return `${Math.max(1, Math.round(60 * perSecond))}/min`;
}
