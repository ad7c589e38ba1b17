/** A body about to run: its own copies of its arguments, and what surrounds it. */

import { argumentMutated, depsChanged, envChanged } from "../error/mutation_errors.ts";
import { type Future, isFuture, NODE, taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { replaceFutures } from "../graph/walk.ts";
import { decode } from "../hash/canonical.ts";
import { sha256 } from "../hash/digest.ts";
import { encodeArguments, findMutation, isConstant, rawPositions } from "../task/arguments.ts";
import { releaseTaken } from "../task/taken.ts";
import type { Job, Parent } from "./job.ts";

/**
 * The arguments for the body of `job`: fresh copies, with the values of Futures in their places.
 *
 * @param take Gives one consumer's copy of a parent's value.
 * @param borrow Gives the body's own of an argument that isn't copied.
 * @throws {MerklError} `argument-mutated`, `deps-changed`, `env-changed` if they, a value in `deps` or
 *   a declared variable are no longer what was hashed
 */
export function bodyArguments(
  job: Job,
  take: (parent: Parent) => unknown,
  borrow: (value: unknown) => unknown,
): unknown[] {
  const node = job.node as CallNode;
  const changed = node.info.changedDep?.();
  if (changed !== undefined) throw depsChanged(node.info.name, changed, node.info.place);
  const variable = node.info.changedEnv?.();
  if (variable !== undefined) throw envChanged(node.info.name, variable, node.info.place);
  if (node.info.definition.options.countsAll && node.args.every(isConstant)) {
    let at = 0;
    return node.args.map((arg) => isFuture(arg) ? take(job.parents[at++]!) : arg);
  }
  const { bytes, slots } = encodeArguments(node);
  if (sha256(bytes) !== node.skeleton) {
    throw argumentMutated(node.info.name, findMutation(node, bytes), node.info.place);
  }
  releaseTaken(node.args);
  // parents are in the order of the Futures among the slots, those of raw arguments behind them
  let next = 0;
  const values = slots.map((slot) => isFuture(slot) ? take(job.parents[next++]!) : borrow(slot));
  const args = decode(bytes, values) as unknown[];
  const raw = rawPositions(node);
  if (raw.length === 0) return args;
  const rest = new Map<unknown, unknown>();
  for (; next < job.parents.length; next++) {
    rest.set(node.parents[next], take(job.parents[next]!));
  }
  for (const at of raw) {
    if (at >= args.length) continue;
    args[at] = borrow(replaceFutures(node.args[at], (future) => rest.get(future)));
  }
  return args;
}

/** Arguments for people, each shortened. */
export function describeArguments(node: CallNode): string {
  return node.args.map((arg) => describeValue(arg)).join(", ");
}

const LONGEST = 40;

/** `train(…).score`, `readFuture("a.csv")`. */
function describeFuture({ [NODE]: node, outKey }: Future<unknown>): string {
  const called = node.kind === "call" ? `${taskName(node)}(…)` : taskName(node);
  return outKey === null ? called : `${called}.${outKey}`;
}

/** A value for people, shortened. */
export function describeValue(value: unknown): string {
  if (isFuture(value)) return describeFuture(value);
  const text = Deno.inspect(value, {
    depth: 2,
    iterableLimit: 5,
    strAbbreviateSize: LONGEST,
    compact: true,
    breakLength: Infinity,
  });
  return text.length <= LONGEST ? text : text.slice(0, LONGEST - 1) + "…";
}
