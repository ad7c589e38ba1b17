/** The outputs of a run: path -> Future, and the writing of them. */

import { writeOutput } from "../file/output.ts";
import { serializerForPath } from "../codec/registry.ts";
import type { Serializer } from "../codec/codec.ts";
import { outputConflict } from "../error/graph_errors.ts";
import type { Place } from "../error/place.ts";
import type { EntryHead } from "../cache/entry.ts";
import type { FileTable } from "../file/types.ts";
import { type Future, NODE, taskName } from "../graph/future.ts";
import { valueIdentity } from "../graph/key.ts";
import type { OutputOptions } from "../graph/runtime.ts";
import type { Frame } from "../source/types.ts";
import { resolveSerializer } from "../task/options.ts";
import { absPath, type AbsPath, displayPath } from "../util/path.ts";

/** A Future that is to be written to a file. */
export interface Output {
  readonly path: AbsPath;
  readonly future: Future<unknown>;
  readonly options: OutputOptions;
  readonly place: Place | undefined;
}

/** The outputs of one run. */
export class Outputs {
  readonly #byPath = new Map<AbsPath, Output>();
  readonly #byHash = new Map<string, Output[]>();

  /** Takes note of an output; two different Futures for one path are refused. */
  add(future: Future<unknown>, path: AbsPath, request: { options: OutputOptions; frames: readonly Frame[] }): void {
    const before = this.#byPath.get(path);
    if (before !== undefined && before.future.hash === future.hash) return;
    const place = request.frames[0];
    if (before !== undefined) {
      throw outputConflict(displayPath(path), {
        tasks: [taskName(before.future[NODE]), taskName(future[NODE])],
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
    return this.#byHash.get(hash) ?? [];
  }

  /** Every output, in the order in which the code named them. */
  all(): Output[] {
    return [...this.#byPath.values()];
  }
}
