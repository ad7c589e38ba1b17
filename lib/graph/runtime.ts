/** What Futures and tasks need of the project that they are in. Types only. */

import type { Look } from "../file/look.ts";
import type { FileStat } from "../file/types.ts";
import type { CodeHash, ContentHash } from "../hash/digest.ts";
import type { Serializer } from "../codec/codec.ts";
import type { Analysis, AnalyzeRequest, Frame } from "../source/types.ts";
import type { AbsPath } from "../util/path.ts";
import type { Future } from "./future.ts";
import type { CallNode, FileNode, InputNode } from "./node.ts";

/** Options of `to()` and `writeFuture()`. */
export interface OutputOptions {
  /**
   * Also write `PATH.merkl`, which says which Future the file holds: with both in version control,
   * `Future.fromFile` and runs of the pipeline know it without the cache. @default {false}
   */
  readonly sidecar?: boolean;
  /** How the value becomes the file's bytes; default by the path's extension. */
  readonly serializer?: Serializer | string;
}

/** Options of `Future.fromFile()`. */
export interface FromFileOptions {
  /** `input`: if the file was edited, take what is there now as an input, as `readFuture` does. */
  readonly ifChanged?: "input";
  /** Give undefined if the file or what tells of it is missing or can't be read. @default {false} */
  readonly optional?: boolean;
  /** What reads the file; by default what wrote it, or for an input what its extension suggests. */
  readonly serializer?: Serializer | string;
}

/** Keeps built graphs, as JSON. */
export interface GraphStore {
  /** The graph as JSON; undefined if there is none. */
  get(key: GraphKey): string | undefined;
  /** Keeps a graph; those of the same pipeline by other code go. */
  set(key: GraphKey, json: string): void;
}

/** What a kept graph is known by. */
export interface GraphKey {
  /** `file#binding` of the pipeline, to which it belongs. */
  readonly pipeline: string;
  /** Hash of the code. */
  readonly code: string;
  /** Hash of the arguments. */
  readonly args: string;
}

/** The project in whose name Futures are made and evaluated. */
export interface Runtime {
  readonly root: AbsPath;
  analyze(request: AnalyzeRequest): Analysis;
  /** Refuses a pin (`version`, `hashKey`) that stands for different code in this process. */
  pin(id: string, code: CodeHash | string, taskId: string): void;
  env(name: string): string | undefined;
  /** The state of an input file now. */
  file(path: AbsPath): { readonly content: ContentHash; readonly stat: FileStat };
  /**
   * Takes note, in the name of the surrounding body if there is one, of what is seen of a file or
   * folder now.
   * `handed`: code was only given its path.
   */
  looked(path: AbsPath, look: Look, handed: boolean): void;
  /** What a tracked file stands for; undefined if that isn't known and `optional`. */
  tracked(path: AbsPath, options: FromFileOptions): FileNode | InputNode | undefined;
  /** Evaluates Futures through the cache; rejects with the first failure. */
  evaluate(futures: readonly Future<unknown>[]): Promise<unknown[]>;
  /** Takes note that `future` is to be written to `path`. */
  output(
    future: Future<unknown>,
    path: string,
    request: { options: OutputOptions; frames: readonly Frame[] },
  ): void;
  inCache(future: Future<unknown>): Promise<boolean>;
  clear(future: Future<unknown>): Promise<void>;
  metadata(future: Future<unknown>): Promise<unknown>;
  /** Calls `fn` once the Future's value is finished in this project. */
  onCompleted(future: Future<unknown>, fn: (value: unknown) => void): void;
  /** Where `pipeline()` keeps graphs; undefined if nothing is to be kept. */
  graphs(): GraphStore | undefined;
  /** Told of each call that is made, where the graph is to be shown. */
  readonly onCall?: ((call: CallNode) => void) | undefined;
  /** Says something to the user, once for each distinct `key`. */
  warnOnce(key: string, message: string): void;
}
