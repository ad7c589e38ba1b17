/** The bodies that run, so that an error which none of them awaits ends the one it comes from. */

import { uncaughtInBody } from "../error/task_errors.ts";
import { surroundings } from "../graph/ambient.ts";
import { taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { isThenable } from "../util/thenable.ts";
import { BodyContext } from "./context.ts";

/** A body that runs, and what it is blamed for. */
interface Running {
  blame: { readonly error: unknown } | undefined;
  /** Ends the waiting for it. */
  reject: ((error: unknown) => void) | undefined;
}

/** The bodies of one run. */
export class RunningBodies {
  readonly #running = new Map<BodyContext, Running>();

  /** Whether any body runs. */
  get any(): boolean {
    return this.#running.size > 0;
  }

  /**
   * What `body` gives, or a promise of it if it gives one; unless {@linkcode RunningBodies.uncaught}
   * blames it before.
   */
  guard(context: BodyContext, body: () => unknown): unknown {
    const running: Running = { blame: undefined, reject: undefined };
    this.#running.set(context, running);
    let waits = false;
    try {
      const result = body();
      waits = isThenable(result);
      if (waits) return this.#awaited(context, running, result);
      if (running.blame !== undefined) throw running.blame.error;
      return result;
    } finally {
      if (!waits) this.#running.delete(context);
    }
  }

  async #awaited(context: BodyContext, running: Running, result: unknown): Promise<unknown> {
    const { promise: blamed, reject } = Promise.withResolvers<never>();
    running.reject = reject;
    if (running.blame !== undefined) reject(running.blame.error);
    try {
      return await Promise.race([result, blamed]);
    } finally {
      this.#running.delete(context);
    }
  }

  /**
   * An error reached nobody. The body whose scope the caller is in fails with it; outside of any,
   * as in a timer, it may be anyone's: all that run fail.
   *
   * @returns the error for people, and whether a body failed with it
   */
  uncaught(cause: unknown): { readonly error: unknown; readonly blamed: boolean } {
    const { suspects, names, sure } = this.#suspects();
    const error = uncaughtInBody(names, { cause, sure });
    const blamed = suspects.flatMap((suspect) => this.#running.get(suspect) ?? []);
    for (const running of blamed) {
      running.blame ??= { error };
      running.reject?.(error);
    }
    return { error, blamed: blamed.length > 0 };
  }

  /** The tasks of the bodies that may be doing what happens now. */
  suspected(): readonly string[] {
    return this.#suspects().names;
  }

  #suspects(): { suspects: BodyContext[]; names: string[]; sure: boolean } {
    const body = surroundings()?.body;
    const sure = body instanceof BodyContext;
    const suspects = sure ? [body] : [...this.#running.keys()];
    const names = new Set(suspects.map(({ job }) => taskName(job.node as CallNode)));
    return { suspects, names: [...names], sure };
  }
}
