/**
 * Ctrl-C and SIGTERM. They are received in a Worker, since a signal listener on the main thread
 * never runs while a synchronous loop does; the flag is in shared memory, so that such a loop sees it.
 */

import { STOP_NOTICE } from "../report/stop_notice.ts";
import { type Farewell, SIGNAL_WORKER } from "./signal_worker.ts";

/** What the process was told to do, for as long as it is watched. */
export interface Interrupts extends Disposable {
  /**
   * Starts to listen; more calls change nothing. Until the Worker is ready (about 20 ms) a signal
   * ends the process as if merkl weren't there, which the cache survives at any time. From now on
   * there are bodies to wait for.
   */
  start(): void;
  /**
   * Starts to listen while there is nothing to wait for yet: if the main thread is too busy to hear
   * of a signal, the Worker says farewell and ends the process.
   */
  startEarly(farewell: Farewell): void;
  /** Whether a signal came. Costs nothing worth counting. */
  stopping(): boolean;
  /** Resolves soon after a signal came; costs less than to listen to `signal`. */
  readonly stopped: Promise<void>;
  /** Aborted soon after a signal came; at once if {@linkcode Interrupts.stopping} is asked. */
  readonly signal: AbortSignal;
  /** The exit code that tells of the signal; undefined if none came. */
  exitCode(): 130 | 143 | undefined;
  /** Lets signals end the process again. */
  [Symbol.dispose](): void;
}

/** Places in the shared memory. */
const SIGNAL = 0;
const SAID = 1;
const BEGUN = 2;
const EXIT_CODES = { 0: undefined, 1: 130, 2: 143 } as const;

/**
 * Whether a Worker keeps the process from ending. Deno has this for `node:worker_threads`, which take
 * 100 ms to load; where it should be missing, a pipeline that waits for nothing ends by Ctrl-C only.
 */
function holdProcess(worker: Worker, holds: boolean): void {
  const ref = Object.getOwnPropertySymbols(Worker.prototype)
    .find(({ description }) => description === undefined || description === "");
  const hold = ref && (worker as unknown as Record<symbol, unknown>)[ref];
  if (typeof hold === "function") hold.call(worker, holds);
}

/** How {@linkcode createInterrupts} tells of a signal. */
export interface InterruptOptions {
  /**
   * Called once when the first signal came and there are bodies to wait for, unless the main thread
   * was too busy to hear of it in time: then the Worker has written {@linkcode STOP_NOTICE} to
   * standard error itself.
   */
  readonly onStop: () => void;
}

/**
 * Watches for SIGINT and SIGTERM once started: the first sets the flag, the second ends the process
 * at once, by that signal.
 */
export function createInterrupts({ onStop }: InterruptOptions): Interrupts {
  const shared = new Int32Array(new SharedArrayBuffer(12));
  const controller = new AbortController();
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  let worker: Worker | undefined;
  const stopping = () => {
    if (Atomics.load(shared, SIGNAL) === 0) return false;
    controller.abort();
    resolve();
    return true;
  };
  const listen = (farewell: Farewell | undefined) => {
    if (worker !== undefined) return;
    worker = new Worker(SIGNAL_WORKER, { type: "module", name: "merkl signals" });
    worker.onmessage = () => {
      const isFirst = Atomics.compareExchange(shared, SAID, 0, 1) === 0;
      stopping();
      if (isFirst && Atomics.load(shared, BEGUN) === 1) onStop();
    };
    // until there are bodies to wait for, it is no reason to go on
    if (farewell !== undefined) holdProcess(worker, false);
    worker.postMessage({ shared, notice: `${STOP_NOTICE}\n`, farewell });
  };
  return {
    start() {
      const isFirst = Atomics.exchange(shared, BEGUN, 1) === 0;
      if (isFirst && worker !== undefined) holdProcess(worker, true);
      listen(undefined);
    },
    startEarly: listen,
    stopping,
    stopped,
    signal: controller.signal,
    exitCode: () => EXIT_CODES[Atomics.load(shared, SIGNAL) as keyof typeof EXIT_CODES],
    [Symbol.dispose]() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
