/** The arguments of a stored call, as far as they are kept: for calls that no pipeline makes any more. */

import type { Cache } from "../../cache/interfaces.ts";
import type { MerkleHash } from "../../hash/digest.ts";
import { hashValue, type Replacement } from "../../hash/canonical.ts";
import { inputHash, pathHash } from "../../graph/key.ts";
import type { InputAs } from "../../graph/node.ts";
import type { Runtime } from "../../graph/runtime.ts";
import type { TaskInfo } from "../../graph/task_info.ts";
import { isInputs, type StoredArgs } from "../../run/args_changes.ts";
import { DirRef } from "../../task/dir_ref.ts";
import { FileRef } from "../../task/file_ref.ts";
import { pathFuture, readFuture } from "../../task/inputs.ts";
import { refIdentity } from "../../task/ref_values.ts";
import { DIGITS, MOST_NAMED, type StoredInputs } from "../../task/stored_arguments.ts";
import { absPath } from "../../util/path.ts";
import { isFolder } from "../../file/folder_list.ts";
import { keptValue } from "./kept_value.ts";
import type { KnownCall } from "./known_calls.ts";

const WAYS: readonly InputAs[] = ["text", "bytes", "json", "lines"];

/** An argument that can't be had again. */
export interface LostArgument {
  readonly name: string;
  /** Completes "… is not kept: …". */
  readonly why: string;
}

/** Something that can be had again, and what stood for it in the hash of the argument. */
class Part {
  constructor(readonly value: unknown, readonly identity: Replacement) {}
}

/** An argument, or a part of one, or why it is lost. */
type Kept = { readonly value: unknown } | { readonly why: string };

/**
 * The arguments, with Futures for files that are as they were; the first one that is gone if they
 * can't be had. Call it inside a run of the project.
 */
export async function keptArguments(
  call: KnownCall,
  info: TaskInfo,
  cache: Cache,
): Promise<{ readonly args: readonly unknown[] } | { readonly lost: LostArgument }> {
  const stored = JSON.parse(call.args) as StoredArgs;
  const args: unknown[] = [];
  const keys = info.params.flatMap(({ name, rest }, i) => rest ? restOf(name, i, stored) : name);
  for (const key of keys) {
    const kept = key in stored
      ? await new Keeper(stored, info.runtime, cache).argument(key)
      : { value: undefined };
    if ("why" in kept) return { lost: { name: key, why: kept.why } };
    args.push(kept.value);
  }
  // those that were left out at the end
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return { args };
}

/** The keys of the arguments of a rest parameter. */
function restOf(name: string, first: number, stored: StoredArgs): string[] {
  const keys: string[] = [];
  for (let i = first; `${name}.${i}` in stored; i++) keys.push(`${name}.${i}`);
  return keys;
}

/** Gets arguments of one call again. */
class Keeper {
  constructor(
    readonly stored: StoredArgs,
    readonly runtime: Runtime,
    readonly cache: Cache,
  ) {}

  /** A whole argument. */
  async argument(key: string): Promise<Kept> {
    const kept = await this.#rebuilt(key);
    return "why" in kept ? kept : { value: valueIn(kept.value) };
  }

  /** The argument, or property of one, with what stood for others in it. */
  async #rebuilt(key: string): Promise<Kept> {
    const stored = this.stored[key];
    if (!isInputs(stored)) {
      const isHash = typeof stored === "string" && /^[0-9a-f]{16}$/.test(stored);
      if (!isHash) return { value: stored };
      const whole = await this.#fromParts(key, stored);
      return whole ?? { why: "only its hash is (`cacheArgs: true` keeps arguments)" };
    }
    if (Object.keys(stored.from).length >= MOST_NAMED) {
      return { why: `it holds ${MOST_NAMED} values of tasks or more, which aren't all named` };
    }
    const parts: Part[] = [];
    for (const [from, hash] of Object.entries(stored.from)) {
      const part = await this.#part(from, hash);
      if (!(part instanceof Part)) return part;
      parts.push(part);
    }
    const [only] = parts;
    for (const candidate of [only, parts]) {
      if (isIt(candidate, stored)) return { value: candidate };
    }
    const whole = await this.#fromParts(key, stored.hash);
    return whole ??
      { why: "only the values of tasks and the files in it are, but not their places" };
  }

  /** An object of which each property is stored apart; undefined if that isn't all of it. */
  async #fromParts(key: string, hash: string): Promise<Kept | undefined> {
    const object: Record<string, unknown> = {};
    const names = Object.keys(this.stored).filter((other) => other.startsWith(`${key}.`));
    for (const name of names) {
      const part = await this.#rebuilt(name);
      if ("why" in part) return { why: `of ${name} ${part.why}` };
      object[name.slice(key.length + 1)] = part.value;
    }
    return names.length > 0 && isIt(object, { hash, from: {} }) ? { value: object } : undefined;
  }

  /** What is behind `task train` or `file data.csv`. */
  async #part(key: string, hash: string): Promise<Part | { readonly why: string }> {
    const [, kind, name] = /^(\w+) (.*?)(?: \(\d+\))?$/.exec(key) ?? [];
    if (kind === "file") return this.#file(key.slice("file ".length), hash);
    if (kind === "code") return { why: `only what its instance of ${name} is hashed by is` };
    const kept = await keptValue(hash as MerkleHash, this.cache);
    if (kept !== undefined) return new Part(kept.value, future(hash));
    const [head] = await this.cache.index.heads([hash as MerkleHash]);
    return {
      why: `the value of ${name} ${hash.slice(0, 12)} ` +
        (head?.state === "present" ? `needs the serializer ${head.codec}` : "is no longer stored"),
    };
  }

  #file(name: string, hash: string): Part | { readonly why: string } {
    const path = absPath(name, this.runtime.root);
    try {
      const ref = isFolder(path) ? new DirRef(path) : new FileRef(path);
      const identity = refIdentity(ref, this.runtime)!;
      if (identity.hash === hash) return new Part(ref, identity);
      if (ref instanceof DirRef) return { why: `the folder ${name} has changed since` };
      const { content } = this.runtime.file(path);
      if (pathHash(name, content) === hash) return new Part(pathFuture(path), future(hash));
      const as = WAYS.find((as) => inputHash(as, content) === hash);
      if (as !== undefined) return new Part(readFuture(path, { as }), future(hash));
      return { why: `the file ${name} has changed since` };
    } catch {
      return { why: `${name} can't be read any more` };
    }
  }
}

function future(hash: string): Replacement {
  return { kind: "identity", tag: "future", hash };
}

/** Whether a value with parts in it is what was hashed; a Future alone is stored by its own hash. */
function isIt(candidate: unknown, { hash }: StoredInputs): boolean {
  if (candidate instanceof Part && candidate.identity.kind === "identity") {
    if (candidate.identity.tag === "future") return candidate.identity.hash.startsWith(hash);
  }
  const replace = (item: object) => item instanceof Part ? item.identity : undefined;
  try {
    return hashValue(candidate, { root: "args", replace }).slice(0, DIGITS) === hash;
  } catch {
    return false;
  }
}

/** A value with what parts stand for in their places. */
function valueIn(kept: unknown): unknown {
  if (kept instanceof Part) return kept.value;
  if (Array.isArray(kept)) return kept.map(valueIn);
  if (typeof kept !== "object" || kept === null) return kept;
  return Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, valueIn(value)]));
}
