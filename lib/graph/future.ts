/** Futures: values that may not exist yet. Immutable, pure data until asked. */

import {
  badInputPath,
  badOutputPath,
  futureAccess,
  notAFuture,
  unknownOut,
} from "../error/graph_errors.ts";
import type { MerkleHash } from "../hash/digest.ts";
import { ambient } from "./ambient.ts";
import { construction } from "./construction.ts";
import { captureTrace, framesOf } from "./frames.ts";
import { inputHash, merkleHash, pathHash } from "./key.ts";
import type { Node, OutKey } from "./node.ts";
import type { FromFileOptions, OutputOptions, Runtime } from "./runtime.ts";
import type { Frame } from "../source/types.ts";
import { type AbsPath, absPath } from "../util/path.ts";

/** Key of the node in a Future; shared by all copies of the library in a process. */
export const NODE: unique symbol = Symbol.for("merkl.node");

/** Carries the type of a Future's value; never there at run time. */
declare const valueType: unique symbol;

/** Anything that takes a single value and gives something back when called: a task. */
type PipeTarget<T, R> = (value: Future<T>) => R;

/**
 * A value that may not exist yet: it knows its {@linkcode Future.hash hash}, its parents and how it
 * is made. Calling a task gives one; `await future.eval()` gives the value.
 */
export class Future<T> {
  static {
    // errors name the class of a value, and a bundler gives it another name
    Object.defineProperty(this, "name", { value: "Future" });
  }
  /** @ignore For types only. */
  declare readonly [valueType]: () => T;
  /** @ignore */
  readonly [NODE]: Node;
  /** Which value of its call this is: null for the only one. */
  readonly outKey: OutKey;
  #hash: MerkleHash | undefined;

  /** @ignore Futures are made by tasks. */
  constructor(node: Node, outKey: OutKey) {
    this[NODE] = node;
    this.outKey = outKey;
  }

  /**
   * The Future that a tracked file holds: one that `to(path, { sidecar: true })` wrote, here or
   * anywhere else, or that `to(path)` wrote in this project. Its value is read from the file. Its
   * hash is that of the Future, so that whatever uses it stays cached; unless the file doesn't hold
   * the value without loss: then it has a hash of its own.
   *
   * @param path Relative to the project's root, absolute, or a `file:` URL.
   * @throws {MerklError} `stale-file` if the file was edited since; `file-missing`; `file-untracked`,
   *   `sidecar-damaged` or `sidecar-newer` if which Future it holds isn't known; `serializer-needed`
   */
  static fromFile<T>(
    path: string | URL,
    options: FromFileOptions & { readonly optional: true },
  ): Future<T> | undefined;
  /** Without `optional` what is missing is an error. */
  static fromFile<T>(path: string | URL, options?: FromFileOptions): Future<T>;
  static fromFile<T>(path: string | URL, options: FromFileOptions = {}): Future<T> | undefined {
    const given = path instanceof URL ? path.href : path;
    if (typeof given !== "string" || given === "") {
      throw badInputPath("Future.fromFile", describe(given));
    }
    const { runtime } = ambient();
    const absolute = absPath(given, runtime.root);
    return trackedFuture(runtime, absolute, options) as Future<T> | undefined;
  }

  /** The Merkle hash: 64 hex digits, known before anything runs. */
  get hash(): MerkleHash {
    if (this.#hash !== undefined) return this.#hash;
    const node = this[NODE];
    this.#hash = node.kind === "call"
      ? merkleHash(node.info.depsHash, node.argsHash, this.outKey)
      : node.kind === "file"
      ? node.hash
      : node.as === "path"
      ? pathHash(node.name, node.content)
      : inputHash(node.as, node.content);
    return this.#hash;
  }

  /** Hash of the arguments; of a file's Future, its content hash if that is all that is known. */
  get argsHash(): string {
    const node = this[NODE];
    return node.kind === "input" ? node.content : node.argsHash;
  }

  /** Hash of the code and its dependencies; of a file's Future, empty if it isn't known. */
  get depsHash(): string {
    const node = this[NODE];
    return node.kind === "call" ? node.info.depsHash : node.kind === "file" ? node.depsHash : "";
  }

  /** The Futures among the arguments, in order. */
  get parents(): readonly Future<unknown>[] {
    const node = this[NODE];
    return node.kind === "call" ? node.parents : [];
  }

  /** Evaluates this Future, through the cache, and gives a fresh copy of its value. */
  async eval(): Promise<T> {
    const [value] = await ambient().runtime.evaluate([this as Future<unknown>]);
    return value as T;
  }

  /** Passes this Future to a task: `future.pipe(task)` is `task(future)`. */
  pipe<R>(task: PipeTarget<T, R>): R {
    return task(this);
  }

  /**
   * Also writes the value to a file when it is evaluated; the file is tracked, rewritten only when it
   * is not up to date, and restored when deleted or edited.
   *
   * @param path Relative to the project's root, or absolute.
   * @throws {MerklError} `output-conflict` if another Future is written there in the same run.
   */
  to(path: string, options: OutputOptions = {}): this {
    giveOutput(this as Future<unknown>, path, { options, caller: this.to });
    return this;
  }

  /** Another value of the same call. */
  out(key: number | string): Future<unknown> {
    const node = this[NODE];
    const outs = node.kind === "call" ? node.outs : [];
    if (node.kind !== "call" || !outs.includes(key)) {
      throw unknownOut(
        taskName(node),
        JSON.stringify(key),
        outs.map((out) => out === null ? "the whole value" : JSON.stringify(out)),
      );
    }
    return new Future(node, key);
  }

  /** Whether the value can be had without running a body. */
  inCache(): Promise<boolean> {
    construction()?.refuse("it asks whether a value is in the cache");
    return ambient().runtime.inCache(this as Future<unknown>);
  }

  /** Removes the value from the cache; its parents' and children's are kept. */
  clearCache(): Promise<void> {
    construction()?.refuse("it clears a value");
    return ambient().runtime.clear(this as Future<unknown>);
  }

  /** What is stored beside the value; undefined if it isn't in the cache or has none. */
  metadata(): Promise<unknown> {
    construction()?.refuse("it asks for metadata");
    return ambient().runtime.metadata(this as Future<unknown>);
  }

  /**
   * Calls `fn` with the value once it is finished in this project. It doesn't ask for the value: the
   * run must need it.
   */
  onCompleted(fn: (value: T) => void): this {
    construction()?.refuse("it calls onCompleted()");
    ambient().runtime.onCompleted(this as Future<unknown>, fn as (value: unknown) => void);
    return this;
  }

  /** @ignore */
  [Symbol.toPrimitive](hint: string): never {
    const kind = hint === "default" ? "text or number" : hint === "string" ? "text" : hint;
    throw futureAccess(taskName(this[NODE]), `used as a ${kind}`);
  }

  /** @ignore */
  [Symbol.iterator](): never {
    throw futureAccess(taskName(this[NODE]), "iterated over or taken apart");
  }

  /** @ignore */
  [Symbol.asyncIterator](): never {
    throw futureAccess(taskName(this[NODE]), "iterated over or taken apart");
  }

  /** @ignore */
  toJSON(): never {
    throw futureAccess(taskName(this[NODE]), "written as JSON");
  }

  /** @ignore */
  [Symbol.for("Deno.customInspect")](): string {
    return `Future(${taskName(this[NODE])}${this.outKey === null ? "" : `.${this.outKey}`})`;
  }

  /** @ignore */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Future(${taskName(this[NODE])}${this.outKey === null ? "" : `.${this.outKey}`})`;
  }
}

/** Gives a Future an output; where `caller` was called is where errors point to. */
export function giveOutput(
  future: Future<unknown>,
  path: string,
  // deno-lint-ignore ban-types -- what captureStackTrace takes
  { options, caller }: { options: OutputOptions; caller: Function },
): void {
  if (typeof path !== "string" || path === "") throw badOutputPath(describe(path));
  // no system has such a file
  if (path.includes("\0")) throw badOutputPath("a string with a NUL character");
  const trace = captureTrace(caller);
  addOutput(future, path, {
    options,
    get frames() {
      return framesOf(trace);
    },
  });
}

/** Gives a Future an output, given at `frames`. */
export function addOutput(
  future: Future<unknown>,
  path: string,
  request: { readonly options: OutputOptions; readonly frames: readonly Frame[] },
): void {
  ambient().runtime.output(future, path, request);
  const open = construction();
  if (open === undefined) return;
  const { options, frames } = request;
  if (typeof options.serializer === "object") open.refuse("it gives to() a serialiser of its own");
  open.output({ future, path, options, place: frames[0] });
}

/** The Future of a tracked file; undefined if it isn't known and `optional`. */
export function trackedFuture(
  runtime: Runtime,
  path: AbsPath,
  options: FromFileOptions,
): Future<unknown> | undefined {
  const node = runtime.tracked(path, options);
  const future = node && new Future<unknown>(node, null);
  const open = construction();
  if (open !== undefined) {
    if (typeof options.serializer === "object") {
      open.refuse("it gives Future.fromFile() a serialiser of its own");
    }
    open.track(node, { kind: "tracked", path, options, found: future?.hash ?? null });
  }
  return future;
}

/** Whether `value` is a Future of this or another copy of the library. */
export function isFuture(value: unknown): value is Future<unknown> {
  return typeof value === "object" && value !== null && NODE in value;
}

/** `value` if it is a Future; else an error that names `where`. */
export function requireFuture(value: unknown, where: string): Future<unknown> {
  if (isFuture(value)) return value;
  throw notAFuture(where, describe(value));
}

/** The name of what makes a node's value, for people. */
export function taskName(node: Node): string {
  if (node.kind === "call") return node.info.name;
  if (node.kind === "file") return `Future.fromFile(${JSON.stringify(node.name)})`;
  return `${node.as === "path" ? "pathFuture" : "readFuture"}(${JSON.stringify(node.name)})`;
}

function describe(value: unknown): string {
  if (value instanceof Promise) return "a promise (forgot await?)";
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return value === "" ? "an empty string" : "a string";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
