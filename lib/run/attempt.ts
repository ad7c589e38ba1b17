/** One body, tried as often as `retries` allows, each time for as long as `timeout` allows. */

import { atMost } from "../util/at_most.ts";
import { isInterruption, isStopping, type Stop } from "./stop.ts";

/** One try of a body. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** What tells this try to end: the run's, and its own timeout. */
  readonly stop: Stop;
  /** Set by the body's runner: no further try can give anything else. */
  final: boolean;
}

/** How a body is tried. */
export interface AttemptRules {
  /** How many more times it is tried after it failed. */
  readonly retries: number;
  /** Milliseconds for each try; undefined for ever. */
  readonly timeout: number | undefined;
  /** What tells the run to end. */
  readonly stop: Stop;
  /** A try's signal was aborted for being late. */
  late(): void;
  /** The error of a try that took longer than `timeout`. */
  timedOut(attempt: Attempt, cause: unknown): unknown;
  /** The signal of a try was aborted {@linkcode GRACE} ago, and its body still runs. */
  leftBehind(attempt: Attempt): void;
  /** Another try begins in `wait` milliseconds. */
  retrying(attempt: Attempt, how: { readonly error: unknown; readonly wait: number }): void;
}

/** How long, in milliseconds, a body may take to end after its signal was aborted. */
export const GRACE = 1000;

const FIRST_WAIT = 200;
const LONGEST_WAIT = 30_000;
/** Timers of more milliseconds than this fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Milliseconds before the try after the try `number`: doubled each time, less up to a half by chance. */
export function backoff(number: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (number - 1));
  return Math.round(whole * (1 - random() / 2));
}

/**
 * Tries `body` until it gives a value, fails for good or the run is to end.
 *
 * @throws what the last try threw; the reason of the run's signal if that ended the waiting
 */
export async function tryOften<T>(
  rules: AttemptRules,
  body: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  for (let number = 1;; number++) {
    const { attempt, result } = begin(rules, number, body);
    try {
      return await result;
    } catch (error) {
      if (number > rules.retries || attempt.final || isStopping(rules.stop)) throw error;
      const wait = backoff(number);
      rules.retrying(attempt, { error, wait });
      await pause(wait, rules.stop);
    }
  }
}

function begin<T>(
  rules: AttemptRules,
  number: number,
  body: (attempt: Attempt) => Promise<T>,
): { attempt: Attempt; result: Promise<T> } {
  const { timeout, stop } = rules;
  if (timeout === undefined || timeout > LONGEST_TIMER) {
    const attempt: Attempt = { number, stop, final: false };
    return { attempt, result: body(attempt) };
  }
  const late = new AbortController();
  const deadline = performance.now() + timeout;
  const attempt: Attempt = {
    number,
    final: false,
    stop: {
      signal: stop.signal ? AbortSignal.any([stop.signal, late.signal]) : late.signal,
      // a synchronous loop keeps the timer from firing, but not from asking
      stopping: () => {
        if (performance.now() >= deadline) late.abort(lateReason());
        return late.signal.aborted || isStopping(stop);
      },
    },
  };
  return { attempt, result: endInTime(rules, { attempt, late, work: body(attempt) }) };
}

/** The value of `work`, unless it was told that it is late. */
async function endInTime<T>(
  rules: AttemptRules,
  { attempt, late, work }: { attempt: Attempt; late: AbortController; work: Promise<T> },
): Promise<T> {
  const { promise: ended, resolve: end } = Promise.withResolvers<{ error: unknown }>();
  work.then(() => end({ error: undefined }), (error) => end({ error }));
  const timer = setTimeout(() => late.abort(lateReason()), rules.timeout);
  const isLate = new Promise<void>((resolve) => {
    if (late.signal.aborted) resolve();
    late.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await Promise.race([ended, isLate]);
  } finally {
    clearTimeout(timer);
  }
  if (!late.signal.aborted) return await work;
  rules.late();
  const outcome = await atMost(GRACE, ended);
  if (outcome === undefined) rules.leftBehind(attempt);
  const { error } = outcome ?? {};
  // that it ended by the signal is no news
  throw rules.timedOut(attempt, isInterruption(error, late) ? undefined : error);
}

function lateReason(): DOMException {
  return new DOMException("The task took longer than its timeout", "TimeoutError");
}

/** Waits; throws the signal's reason if the run is to end before. */
async function pause(ms: number, stop: Stop): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  stop.signal?.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  if (isStopping(stop)) {
    throw stop.signal?.reason ?? new DOMException("The run is to end", "AbortError");
  }
}
