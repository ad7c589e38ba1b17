/** A run as a live view at the bottom of a terminal, with lines that scroll by above it. */

import { uncaptured } from "../run/capture.ts";
import type { Event, Reporter, Summary } from "../run/event.ts";
import { lineReporter } from "./plain.ts";
import { RunProgress } from "./run_progress.ts";
import { writeAll } from "../util/write_all.ts";

/** How much is said above the view. */
export interface LiveOptions {
  /** Every body that starts, and why; what bodies print; every output. */
  readonly verbose: boolean;
  /** Bodies at once: if several, what they print has their names in front. */
  readonly jobs: number;
}

/** A reporter whose view can be taken away before the run's end is told. */
export interface LiveReporter extends Reporter {
  /** Removes the view for good: something else is to be written to the terminal. */
  close(): void;
}

/** Milliseconds before the view is shown, and its library loaded: most runs are over by then. */
const DELAY = 1000;
/** Milliseconds from one drawing to the next. */
const PERIOD = 100;
/** Lines for the view, whatever the height of the terminal. */
const MOST_ROWS = 12;

type Update = ReturnType<typeof import("log-update").createLogUpdate>;

/**
 * Shows what happens in a run on the terminal that standard error is, and removes the view at the
 * end. For a standard error that is no terminal take `plainReporter`.
 */
export function liveReporter(options: LiveOptions): LiveReporter {
  const progress = new RunProgress(() => performance.now());
  const view = new View(progress);
  const lines = lineReporter({ ...options, quiet: false, write: (line) => view.print(line) });
  return {
    takesOutput: true,
    event(event: Event): void {
      progress.event(event);
      if (event.kind === "start") view.open();
      lines.event(event);
      view.drawIfDue();
    },
    ended: (hash) => progress.ended(hash),
    end(summary: Summary): void {
      view.close();
      lines.end(summary);
    },
    close: () => view.close(),
  };
}

/** The lines at the bottom of the terminal. */
class View {
  readonly #progress: RunProgress;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #update: Update | undefined;
  #drawn = 0;
  /** Lines to be written above the view with its next drawing. */
  #above: string[] = [];
  #closed = false;

  constructor(progress: RunProgress) {
    this.#progress = progress;
  }

  /** Shows the view soon. */
  open(): void {
    if (this.#timer !== undefined || this.#closed) return;
    // without its library there is no view, which is no reason for a run to fail
    this.#timer = setTimeout(() => void this.#load().catch(() => {}), DELAY);
    Deno.unrefTimer(this.#timer);
  }

  async #load(): Promise<void> {
    const { createLogUpdate } = await import("log-update");
    if (this.#closed) return;
    // a cursor that was hidden stays so when the process is killed
    this.#update = createLogUpdate(terminal as never, { showCursor: true });
    this.#timer = setInterval(() => this.#draw(), PERIOD);
    Deno.unrefTimer(this.#timer);
    this.#draw();
  }

  /** Writes a line above the view. */
  print(line: string): void {
    if (this.#update === undefined) write(`${line}\n`);
    else this.#above.push(line);
  }

  /** Draws at most once a period; bodies without a pause keep the timer from its turn. */
  drawIfDue(): void {
    if (this.#update !== undefined && performance.now() - this.#drawn >= PERIOD) this.#draw();
  }

  #draw(): void {
    const update = this.#update;
    if (update === undefined) return;
    uncaptured(() => {
      if (this.#above.length > 0) {
        update.clear();
        this.#writeAbove();
      }
      const { columns, rows } = terminal;
      update(this.#progress.frame({ columns, rows: Math.min(rows - 1, MOST_ROWS) }));
    });
    this.#drawn = performance.now();
  }

  #writeAbove(): void {
    if (this.#above.length > 0) write(this.#above.join("\n") + "\n");
    this.#above = [];
  }

  /** Removes the view. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer); // to name it loads Deno's timers, 4 ms
    const update = this.#update;
    this.#update = undefined;
    if (update === undefined) return;
    uncaptured(() => {
      update.clear();
      this.#writeAbove();
    });
  }
}

const encoder = new TextEncoder();

function write(text: string): void {
  const bytes = encoder.encode(text);
  try {
    uncaptured(() => {
      writeAll(Deno.stderr, bytes);
    });
  } catch {
    // a terminal that is gone is no reason to fail
  }
}

/** Standard error, without `process.stderr`, whose loading takes longer than a run with nothing to do. */
const terminal = {
  isTTY: true,
  write,
  get columns(): number {
    return size().columns || 80;
  },
  get rows(): number {
    return size().rows || 24;
  },
};

/** A terminal that doesn't know its size says 0; one that is gone is taken for such. */
function size(): { readonly columns: number; readonly rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 0, rows: 0 };
  }
}
