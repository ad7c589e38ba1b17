/** The outputs of a run: path -> Future. */

import { outputConflict } from "../error/graph_errors.ts";
import type { Place } from "../error/place.ts";
import { type Future, NODE, taskName } from "../graph/future.ts";
import type { Node } from "../graph/node.ts";
import type { OutputOptions } from "../graph/runtime.ts";
import { describeArguments } from "../run/body.ts";
import type { Frame } from "../source/types.ts";
import { type AbsPath, displayPath } from "../util/path.ts";

/** A Future that is to be written to a file. */
export interface Output {
  readonly path: AbsPath;
  readonly future: Future<unknown>;
  readonly options: OutputOptions;
  readonly place: Place | undefined;
}

const NONE: readonly Output[] = [];

/** The outputs of one run. */
export class Outputs {
  readonly #byPath = new Map<AbsPath, Output>();
  readonly #byHash = new Map<string, Output[]>();

  /** Takes note of an output; two different Futures for one path are refused. */
  add(
    future: Future<unknown>,
    path: AbsPath,
    request: { options: OutputOptions; frames: readonly Frame[] },
  ): void {
    const before = this.#byPath.get(path);
    if (before !== undefined && before.future.hash === future.hash) return;
    const place = request.frames[0];
    if (before !== undefined) {
      throw outputConflict(displayPath(path), {
        tasks: [describeCall(before.future[NODE]), describeCall(future[NODE])],
        places: [before.place, place],
      });
    }
    const output = { path, future, options: request.options, place };
    this.#byPath.set(path, output);
    const same = this.#byHash.get(future.hash);
    if (same === undefined) this.#byHash.set(future.hash, [output]);
    else same.push(output);
  }

  get size(): number {
    return this.#byPath.size;
  }

  /** The outputs of a hash. */
  of(hash: string): readonly Output[] {
    // most runs have none, and to look up a new text costs its hash
    return this.#byHash.size === 0 ? NONE : this.#byHash.get(hash) ?? NONE;
  }

  /** Every output, in the order in which the code named them. */
  all(): Output[] {
    return [...this.#byPath.values()];
  }
}

function describeCall(node: Node): string {
  const name = taskName(node);
  return node.kind === "call" ? `${name}(${describeArguments(node)})` : name;
}
