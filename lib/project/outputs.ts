/** The outputs of a run: path -> Future. */

import { codecId } from "../codec/registry.ts";
import { outputConflict, outputSerializers } from "../error/graph_errors.ts";
import type { Place } from "../error/place.ts";
import { sidecarPath } from "../file/sidecar.ts";
import { type Future, NODE, taskName } from "../graph/future.ts";
import type { OutputOptions } from "../graph/runtime.ts";
import { describeArguments } from "../run/body.ts";
import { resolveSerializer } from "../task/options.ts";
import type { Frame } from "../source/types.ts";
import { type AbsPath, displayPath } from "../util/path.ts";

/** A Future that is to be written to a file. */
export interface Output {
  readonly path: AbsPath;
  readonly future: Future<unknown>;
  readonly options: OutputOptions;
  readonly place: Place | undefined;
}

const SIDECAR = ".merkl";
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
    const { options, frames: [place] } = request;
    const output = { path, future, options, place };
    const isSame = before?.future.hash === future.hash;
    const inTheWay = this.#besides(output) ?? (isSame ? undefined : before);
    if (inTheWay !== undefined) {
      // the path of a sidecar is the longer one
      const at = inTheWay.path.length > path.length ? inTheWay.path : path;
      throw outputConflict(displayPath(at), {
        tasks: [describeOutput(inTheWay, at), describeOutput(output, at)],
        places: [inTheWay.place, place],
      });
    }
    if (isSame) return this.#join(before!, output);
    this.#byPath.set(path, output);
    const same = this.#byHash.get(future.hash);
    if (same === undefined) this.#byHash.set(future.hash, [output]);
    else same.push(output);
  }

  /** A Future is given an output that it has: what either call asks for holds. */
  #join(before: Output, { path, future, options, place }: Output): void {
    const [first, second] = [nameOf(before.options.serializer), nameOf(options.serializer)];
    if (first !== undefined && second !== undefined && first !== second) {
      throw outputSerializers(displayPath(path), {
        serializers: [first, second],
        places: [before.place, place],
      });
    }
    const sidecar = before.options.sidecar === true || options.sidecar === true;
    const both = { ...before.options, ...options, sidecar };
    const joined = { path, future, options: both, place: before.place };
    this.#byPath.set(path, joined);
    const same = this.#byHash.get(future.hash)!;
    same[same.indexOf(before)] = joined;
  }

  /** Another output that `output` would be the sidecar of, or whose path would be its sidecar. */
  #besides({ path, options }: Output): Output | undefined {
    const beside = options.sidecar === true ? this.#byPath.get(sidecarPath(path)) : undefined;
    if (beside !== undefined || !path.endsWith(SIDECAR)) return beside;
    const other = this.#byPath.get(path.slice(0, -SIDECAR.length) as AbsPath);
    return other?.options.sidecar === true ? other : undefined;
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

/** What an output writes to `path`, for people. */
function describeOutput({ path: own, future }: Output, path: AbsPath): string {
  const call = describeCall(future);
  return own === path ? call : `the sidecar of ${call}`;
}

function nameOf(serializer: OutputOptions["serializer"]): string | undefined {
  return serializer === undefined ? undefined : codecId(resolveSerializer(serializer));
}

function describeCall({ [NODE]: node, outKey }: Future<unknown>): string {
  const name = taskName(node);
  const call = node.kind === "call" ? `${name}(${describeArguments(node)})` : name;
  return outKey === null ? call : `${call}.${outKey}`;
}
