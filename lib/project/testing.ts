/**
 * A project in memory, for tests of pipelines: it counts which bodies ran.
 *
 * @example
 * ```ts
 * import { task } from "@merkl/merkl";
 * import { testProject } from "@merkl/merkl/testing";
 * import assert from "node:assert/strict";
 *
 * const double = task(function double(x: number) {
 *   return 2 * x;
 * });
 *
 * await using project = await testProject();
 * const { value } = await project.run(() => double(double(3)));
 * assert.equal(value, 12);
 * assert.deepEqual(project.ran, ["double", "double"]);
 * ```
 *
 * @module
 */

import { MemoryCache } from "../cache/memory_cache.ts";
import type { Event } from "../run/event.ts";
import { absPath } from "../util/path.ts";
import { type Project, projectOf } from "./project.ts";
import { Session } from "./session.ts";

/** A project for tests. */
export interface TestProject extends Project {
  /** Names of the tasks whose bodies ran since it was opened or {@linkcode TestProject.reset}, in order. */
  readonly ran: readonly string[];
  /** What was said to the user. */
  readonly warnings: readonly string[];
  /** Every event, in order. */
  readonly events: readonly Event[];
  /** Forgets what ran; the cache is kept. */
  reset(): void;
}

/**
 * Opens a project whose cache is in memory. Without `root` its files are in a new temporary folder,
 * which is removed when the project is closed.
 */
export function testProject(options: { readonly root?: string } = {}): Promise<TestProject> {
  return Promise.try(() => {
    const own = options.root === undefined;
    const root = absPath(options.root ?? Deno.makeTempDirSync({ prefix: "merkl-test-" }));
    const events: Event[] = [];
    const reporter = { event: (event: Event) => void events.push(event), end: () => {} };
    const cache = new MemoryCache();
    const project = projectOf(new Session({ root, cache, reporter }));
    return {
      ...project,
      get ran() {
        return events.flatMap((event) => event.kind === "start" ? [event.subject.task] : []);
      },
      get warnings() {
        return events.flatMap((event) => event.kind === "warning" ? [event.message] : []);
      },
      events,
      reset: () => void events.splice(0),
      async [Symbol.asyncDispose]() {
        await project[Symbol.asyncDispose]();
        await cache.close();
        if (own) Deno.removeSync(root, { recursive: true });
      },
    };
  });
}
