/** The outputs of a run: path -> Future. */

import { codecId } from "../codec/registry.ts";
import { outputConflict, outputSerializers } from "../error/graph_errors.ts";
import type { Place } from "../error/place.ts";
import { RealPaths } from "../file/real_path.ts";
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
  readonly #real = new RealPaths();
  /** By the file that it leads to. */
  readonly #byFile = new Map<string, Output>();
  readonly #byHash = new Map<string, Output[]>();

  /** Takes note of an output; two different Futures for one path are refused. */
  add(
    future: Future<unknown>,
    path: AbsPath,
    request: { options: OutputOptions; frames: readonly Frame[] },
  ): void {
    const file = this.#real.of(path);
    const before = this.#byPath.get(path) ?? this.#byFile.get(file);
    const { options, frames: [place] } = request;
    const output = { path, future, options, place };
    const isSame = before?.future.hash === future.hash;
    const beside = this.#besides(output);
    if (beside !== undefined) {
      // the path of a sidecar is the longer one
      throw conflict(beside.path.length > path.length ? beside.path : path, [beside, output]);
    }
    if (before !== undefined && !isSame) throw conflict(path, [before, output]);
    if (isSame && before!.path === path) return this.#join(before!, output);
    this.#byPath.set(path, output);
    this.#byFile.set(file, output);
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

/** Of two outputs, one of which writes to `path`. */
function conflict(path: AbsPath, [before, output]: readonly [Output, Output]) {
  const describe = ({ path: own, future, options }: Output) => {
    const call = describeCall(future);
    const isSidecar = options.sidecar === true && sidecarPath(own) === path;
    return own === path
      ? call
      : isSidecar
      ? `the sidecar of ${call}`
      : `${call} (as ${displayPath(own)})`;
  };
  return outputConflict(displayPath(path), {
    tasks: [describe(before), describe(output)],
    places: [before.place, output.place],
  });
}

function nameOf(serializer: OutputOptions["serializer"]): string | undefined {
  return serializer === undefined ? undefined : codecId(resolveSerializer(serializer));
}

/** A Future for people: the call that makes it. */
export function describeCall({ [NODE]: node, outKey }: Future<unknown>): string {
  const name = taskName(node);
  const call = node.kind === "call" ? `${name}(${describeArguments(node)})` : name;
  return outKey === null ? call : `${call}.${outKey}`;
}
