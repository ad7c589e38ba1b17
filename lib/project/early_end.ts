/** What a signal ends while a pipeline's own code runs: its module loads, its function calls tasks. */

import { interruptedEarly, isInterrupted, neverSettles } from "../error/run_errors.ts";
import { createInterrupts, type Interrupts } from "./signals.ts";

/** What a command is about to load and call. */
export interface EarlyRequest {
  /** As the user named it. */
  readonly file: string;
  /** Whether what goes wrong is told as JSON, too. @default {false} */
  readonly json?: boolean;
}

/**
 * How soon, in milliseconds, signals are listened to while no body has begun: the Worker takes 11 ms
 * of the main thread, and most pipelines are wired by then. Till then, as in a loop without a pause
 * that began before, a signal ends the process as if merkl weren't there.
 */
const SOON = 100;

/**
 * Has signals listened to soon.
 *
 * @returns takes it back, if it hasn't happened yet
 */
export function listenSoon(
  interrupts: Interrupts,
  { file, json = false }: EarlyRequest,
): () => void {
  const listen = async () => {
    const error = interruptedEarly(file, "wired");
    const { renderError } = await import("../report/render_error.ts");
    const stderr = `${renderError(error, { color: false })}\n`;
    const document = async () =>
      (await import("../report/failure_json.ts")).failureJson(error, undefined);
    interrupts.startEarly({ stderr, stdout: json ? `${await document()}\n` : "" });
  };
  // a timer: to load those takes Deno 4 ms, which a run with nothing to do doesn't have
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const { value } = Atomics.waitAsync(cell, 0, 0, SOON);
  void Promise.resolve(value).then((how) => how === "timed-out" ? listen() : undefined);
  return () => void Atomics.notify(cell, 0);
}

/** While a pipeline goes on although it was told to end, it is looked at so often, in milliseconds. */
const PERIOD = 50;
/** How long it may take to tidy up, in milliseconds, once no body runs. */
const PATIENCE = 300;

/** What is known about the run that a function is called in. */
export interface Begun {
  /** Whether something was evaluated. */
  begun(): boolean;
  /** Whether a body runs, which may finish. */
  busy(): boolean;
}

/**
 * What `work` gives, unless a signal comes: then it isn't waited for any longer, but a pipeline that
 * has evaluated something is told by that, and may tidy up.
 *
 * @param request `file`: as the user named it.
 * @throws {MerklError} what `error` gives; `never-settles` if nothing is left that it could wait for
 */
export async function unlessStopped<T>(
  work: () => T,
  { file, interrupts, error, begun, busy }:
    & { readonly file: string; readonly interrupts: Interrupts; readonly error: () => Error }
    & Partial<Begun>,
): Promise<Awaited<T>> {
  if (interrupts.stopping()) throw error();
  const { promise: idle, reject: endIdle } = Promise.withResolvers<never>();
  const onIdle = (event: Event) => {
    event.preventDefault();
    endIdle(neverSettles(file));
  };
  addEventListener("beforeunload", onIdle);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const ended = interrupts.stopped.then(() => {
    if (over) return undefined as never;
    if (begun?.() !== true) throw error();
    const { promise, reject } = Promise.withResolvers<never>();
    let rests = 0;
    timer = setInterval(() => {
      rests = busy?.() === true ? 0 : rests + PERIOD;
      if (rests >= PATIENCE) reject(error());
    }, PERIOD);
    return promise;
  });
  try {
    return await Promise.race([work(), ended, idle]);
  } finally {
    over = true;
    removeEventListener("beforeunload", onIdle);
    if (timer !== undefined) clearInterval(timer); // which loads timers as well
  }
}

/**
 * What `work` gives, which loads and perhaps wires a pipeline and runs no body.
 *
 * @param doing What it does with the file, for people: `loaded`, `wired`.
 * @throws {FailedRun} with the exit code, if a signal came
 */
export async function orSignal<T>(
  interrupts: Interrupts,
  { file, doing }: { readonly file: string; readonly doing: string },
  work: () => Promise<T>,
): Promise<T> {
  const error = () => interruptedEarly(file, doing);
  try {
    return await unlessStopped(work, { file, interrupts, error });
  } catch (error) {
    const exitCode = interrupts.exitCode();
    if (exitCode === undefined || !isInterrupted(error)) throw error;
    const { FailedRun } = await import("../report/failed_run.ts");
    throw new FailedRun(error, { exitCode });
  }
}

/** As {@linkcode orSignal}, in a command that runs no bodies. */
export async function whileWiring<T>(request: EarlyRequest, work: () => Promise<T>): Promise<T> {
  using interrupts = createInterrupts({ onStop: () => {} });
  const take = listenSoon(interrupts, request);
  try {
    return await orSignal(interrupts, { file: request.file, doing: "wired" }, work);
  } finally {
    take();
  }
}
