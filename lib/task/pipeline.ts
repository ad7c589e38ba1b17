/** `pipeline()`: a function that builds a graph, whose graph is kept. */

import { badPipeline } from "../error/pipeline_errors.ts";
import { isMerklError } from "../error/merkl_error.ts";
import { ambient, loadScopes, withScope } from "../graph/ambient.ts";
import { Construction, construction, valueHash } from "../graph/construction.ts";
import { captureTrace } from "../graph/frames.ts";
import { type Future, isFuture } from "../graph/future.ts";
import type { GraphKey, GraphStore, Runtime } from "../graph/runtime.ts";
import { hashValue, type Replacement } from "../hash/canonical.ts";
import { PIPELINE, type PipelineDefinition } from "./definition.ts";
import { framesAt } from "./function_hash.ts";
import { opaqueIdentity } from "./info.ts";
import { checkCount } from "./params.ts";
import { type PipelineInfo, pipelineInfo } from "./pipeline_info.ts";
import { type Restored, restoreGraph } from "./restore_graph.ts";
import { saveGraph } from "./save_graph.ts";
import type { SavedGraph } from "./saved_graph.ts";

/** A pipeline: called as its function is. */
export type Pipeline<F> = F & {
  /** The function itself: calling it builds the graph anew. */
  readonly fn: F;
};

/** Anything that can be called: no class. */
type Buildable<F> = F extends (...args: never[]) => unknown ? unknown
  : (...args: never[]) => unknown;

/**
 * A function that builds a graph of Futures: the graph is kept, and as long as nothing that it was
 * built from has changed it is given again without calling the function. What it is built from is the
 * code (with that of all tasks in it), the arguments, and what the function reads: files
 * (`readFuture`, `pathFuture`, `Future.fromFile`, FileRefs), folders (`new DirRef(path).list()`),
 * environment variables (`readEnv`) and the values of Futures that it evaluates.
 *
 * A function that reads anything else, such as the clock or `Deno.readTextFile()`, is called each
 * time, and a warning says why. Tasks stand at the top level of a module, so that they can be found
 * again.
 *
 * @example
 * ```ts ignore
 * import { DirRef, pipeline, readFuture } from "@merkl/merkl";
 * import { count, sum } from "./tasks.ts";
 *
 * export const total = pipeline((folder = "data") =>
 *   sum(new DirRef(folder).list().map((name) => count(readFuture(`${folder}/${name}`))))
 * );
 * ```
 *
 * @throws {MerklError} `bad-pipeline`; when called `uncacheable-future`
 */
// deno-lint-ignore ban-types -- an expected signature would make the type of `n = 1` never
export function pipeline<F extends Function>(fn: F & Buildable<F>): Pipeline<F> {
  if (typeof fn !== "function") {
    throw badPipeline(fn === null || fn === undefined ? String(fn) : `a ${typeof fn}`);
  }
  const definition: PipelineDefinition = {
    fn: fn as unknown as PipelineDefinition["fn"],
    trace: captureTrace(pipeline),
  };
  // its calls can't wait for that
  void loadScopes();
  const call = (...args: unknown[]) => new PipelineCall(definition, args).run();
  return Object.defineProperties(call, {
    [PIPELINE]: { value: definition },
    fn: { value: fn, enumerable: true },
    name: { value: fn.name, configurable: true },
    length: { value: fn.length, configurable: true },
  }) as unknown as Pipeline<F>;
}

/** One call of a pipeline. */
class PipelineCall {
  readonly #definition: PipelineDefinition;
  readonly #args: readonly unknown[];
  readonly #runtime: Runtime;
  readonly #given: Future<unknown>[] = [];

  constructor(definition: PipelineDefinition, args: readonly unknown[]) {
    this.#definition = definition;
    this.#args = args;
    this.#runtime = ambient().runtime;
  }

  run(): unknown {
    if (this.#runtime.onCall === undefined) return this.#run();
    const { name, place } = pipelineInfo(this.#definition, this.#runtime);
    const scope = ambient();
    const pipeline = { name, place, outer: scope.pipeline };
    return withScope({ ...scope, pipeline }, () => this.#run());
  }

  #run(): unknown {
    const given = this.#args.length;
    // else there is nothing to look at
    if (given !== this.#definition.fn.length) {
      checkCount(pipelineInfo(this.#definition, this.#runtime), given);
    }
    const store = this.#runtime.graphs();
    if (store === undefined) return this.#definition.fn(...this.#args);
    const info = pipelineInfo(this.#definition, this.#runtime);
    if (info.refused !== undefined) {
      this.#notKept(info, info.refused);
      construction()?.refuse(`it calls ${info.name}, whose graph can't be kept`);
      return this.#definition.fn(...this.#args);
    }
    const key = { pipeline: info.id, code: info.code, args: this.#argsHash() };
    const saved = parse(store.get(key));
    const restored = saved?.code === info.code ? this.#restore(saved) : undefined;
    const build = () => this.#build(info, { store, key });
    if (restored === undefined) return build();
    return saved!.later ? this.#giveLater(restored, build) : give(restored);
  }

  /** Hash of the arguments; takes note of the Futures in them. */
  #argsHash(): string {
    const replace = (item: object): Replacement | undefined => {
      if (isFuture(item)) this.#given.push(item);
      return opaqueIdentity(item, { runtime: this.#runtime, frames: () => framesAt(replace) });
    };
    return hashValue(this.#args, { root: "args", replace });
  }

  /** Whatever goes wrong: the function itself tells, or makes it right. */
  #restore(saved: SavedGraph): Restored | undefined {
    try {
      return restoreGraph(saved, this.#given, this.#runtime);
    } catch {
      return undefined;
    }
  }

  /** The graph, if the values that it was built from are what they were. */
  async #giveLater(restored: Restored, build: () => unknown): Promise<unknown> {
    for (const { future, hash } of restored.evaluated) {
      const [value] = await this.#runtime.evaluate([future]);
      if (valueHash(value) !== hash) return await build();
    }
    return give(restored);
  }

  #build(info: PipelineInfo, where: { store: GraphStore; key: GraphKey }): unknown {
    const scope = ambient();
    const built = new Construction(scope.construction);
    const returned = withScope(
      { ...scope, construction: built },
      () => this.#definition.fn(...this.#args),
    );
    const keep = (value: unknown, later: boolean) => {
      this.#keep(info, { ...where, built, value, later });
      return value;
    };
    return returned instanceof Promise
      ? returned.then((value) => keep(value, true))
      : keep(returned, false);
  }

  #keep(
    info: PipelineInfo,
    { store, key, built, value, later }: {
      store: GraphStore;
      key: GraphKey;
      built: Construction;
      value: unknown;
      later: boolean;
    },
  ): void {
    if (built.evaluated.length > 0 && !later) {
      built.refuse("it evaluates Futures, but is not async");
    }
    if (built.refused !== undefined) return this.#notKept(info, built.refused);
    const { name, place, code } = info;
    try {
      const graph = saveGraph({
        runtime: this.#runtime,
        name,
        place,
        code,
        later,
        given: this.#given,
        returned: value,
        construction: built,
      });
      store.set(key, JSON.stringify(graph));
    } catch (error) {
      if (!isMerklError(error) || error.code === "uncacheable-future") throw error;
      this.#notKept(info, error.message);
    }
  }

  #notKept({ id, name }: PipelineInfo, why: string): void {
    this.#runtime.warnOnce(
      `pipeline ${id}`,
      `the graph of ${name} is built anew each time: ${why}`,
    );
  }
}

function give(restored: Restored): unknown {
  restored.giveOutputs();
  return restored.returned;
}

/** A damaged graph costs its construction, nothing else. */
function parse(json: string | undefined): SavedGraph | undefined {
  try {
    return json === undefined ? undefined : JSON.parse(json) as SavedGraph;
  } catch {
    return undefined;
  }
}
