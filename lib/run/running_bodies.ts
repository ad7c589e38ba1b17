/** The bodies that run, so that an error which none of them awaits ends the one it comes from. */

import { uncaughtInBody } from "../error/task_errors.ts";
import { surroundings } from "../graph/ambient.ts";
import { taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { BodyContext } from "./context.ts";

/** The bodies of one run. */
export class RunningBodies {
  readonly #running = new Map<BodyContext, (error: unknown) => void>();

  /** Whether any body runs. */
  get any(): boolean {
    return this.#running.size > 0;
  }

  /** What `body` gives, unless {@linkcode RunningBodies.uncaught} blames it before. */
  async guard(context: BodyContext, body: () => unknown): Promise<unknown> {
    const { promise: blamed, reject } = Promise.withResolvers<never>();
    this.#running.set(context, reject);
    try {
      return await Promise.race([body(), blamed]);
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
    const body = surroundings()?.body;
    const origin = body instanceof BodyContext ? body : undefined;
    const suspects = origin === undefined ? [...this.#running.keys()] : [origin];
    const names = new Set(suspects.map(({ job }) => taskName(job.node as CallNode)));
    const error = uncaughtInBody([...names], { cause, sure: origin !== undefined });
    const fails = suspects.flatMap((suspect) => this.#running.get(suspect) ?? []);
    for (const fail of fails) fail(error);
    return { error, blamed: fails.length > 0 };
  }
}
