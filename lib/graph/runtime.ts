/** What Futures and tasks need of the project that they are in. Types only. */

import type { FileStat } from "../file/types.ts";
import type { CodeHash, ContentHash } from "../hash/digest.ts";
import type { Serializer } from "../codec/codec.ts";
import type { Analysis, AnalyzeRequest, Frame } from "../source/types.ts";
import type { AbsPath } from "../util/path.ts";
import type { Future } from "./future.ts";

/** Options of `to()` and `writeFuture()`. */
export interface OutputOptions {
  /** How the value becomes the file's bytes; default by the path's extension. */
  readonly serializer?: Serializer | string;
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
  /** Evaluates Futures through the cache; rejects with the first failure. */
  evaluate(futures: readonly Future<unknown>[]): Promise<unknown[]>;
  /** Takes note that `future` is to be written to `path`. */
  output(future: Future<unknown>, path: string, request: { options: OutputOptions; frames: readonly Frame[] }): void;
  inCache(future: Future<unknown>): Promise<boolean>;
  clear(future: Future<unknown>): Promise<void>;
  metadata(future: Future<unknown>): Promise<unknown>;
  /** Calls `fn` once the Future's value is finished in this project. */
  onCompleted(future: Future<unknown>, fn: (value: unknown) => void): void;
  /** Says something to the user, once for each distinct `key`. */
  warnOnce(key: string, message: string): void;
}
