/** What ties a run to the terminal that it was started from: what it tells there, and signals. */

import { say } from "../report/say.ts";
import { plainReporter } from "../report/plain.ts";
import type { Reporter } from "../run/event.ts";
import type { RunOptions } from "../run/host.ts";
import { type EarlyRequest, listenSoon } from "./early_end.ts";
import { createInterrupts, type Interrupts } from "./signals.ts";

/** How much is told, and how many bodies run at once. */
export interface TerminalRequest extends EarlyRequest {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly explain: boolean;
  readonly jobs: number;
}

/** The terminal of a run. */
export interface RunTerminal extends Disposable {
  readonly reporter: Reporter;
  /** Lets signals end the run; for `openRun()`. */
  readonly options: Pick<RunOptions, "signal" | "stopping" | "onFirstBody">;
  /** No body runs any more and something is to be printed: a live view makes room. */
  readonly clear: () => void;
  readonly interrupts: Interrupts;
  /** The pipeline is wired: signals need not be listened to before the first body. */
  wired(): void;
}

/**
 * A live view if standard error is a terminal and nobody asked for quiet, else plain lines; signals
 * are listened to from the first body on, and before if the pipeline takes long to be wired.
 */
export async function openTerminal(request: TerminalRequest): Promise<RunTerminal> {
  const { reporter, clear } = await reporterFor(request);
  const interrupts = createInterrupts({ onStop: () => reporter.event({ kind: "stopping" }) });
  const wired = listenSoon(interrupts, request);
  return {
    reporter,
    clear,
    interrupts,
    wired,
    options: {
      signal: interrupts.signal,
      stopping: interrupts.stopping,
      onFirstBody: interrupts.start,
    },
    [Symbol.dispose]() {
      wired();
      interrupts[Symbol.dispose]();
    },
  };
}

async function reporterFor(
  request: TerminalRequest,
): Promise<Pick<RunTerminal, "reporter" | "clear">> {
  const live = !request.quiet && Deno.stderr.isTerminal() && (Deno.env.get("CI") ?? "") === "" &&
    Deno.env.get("TERM") !== "dumb";
  if (!live) {
    const reporter = plainReporter({ ...request, write: say });
    return { reporter, clear: () => {} };
  }
  const { liveReporter } = await import("../report/live.ts");
  const reporter = liveReporter(request);
  return { reporter, clear: () => reporter.close() };
}
