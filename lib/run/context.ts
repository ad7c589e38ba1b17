/** What a body can ask and say while it runs: `context()`. */

import { noContext } from "../error/task_errors.ts";
import { ambient } from "../graph/ambient.ts";
import type { CallNode } from "../graph/node.ts";
import { absPath, relPath } from "../util/path.ts";
import type { Job } from "./job.ts";

/** What surrounds a body. */
export interface TaskContext {
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** Whether the run is to end; a synchronous loop may ask it and return early. */
  readonly stopping: boolean;
  /** A folder for this execution alone; removed when the body ends. */
  readonly tempDir: string;
  /** Says something on standard error, with the task's name in front. */
  log(message: string): void;
  /** Stores JSON beside the value. */
  setMetadata(metadata: unknown): void;
  /**
   * Says that the body reads this file: the stored value stands only while the file has the content
   * that it has now. Relative paths start at the project's root.
   */
  dependsOn(path: string | URL): void;
}

/**
 * What surrounds the body that is running.
 *
 * @throws {MerklError} `no-context` outside a body
 */
export function context(): TaskContext {
  const { body } = ambient();
  if (body === undefined) throw noContext();
  return body as TaskContext;
}

/** One of an entry's reads, as stored. */
export interface Read {
  readonly path: string;
  readonly hash: string;
}

/** The context of one execution, with what the scheduler asks of it. */
export class BodyContext implements TaskContext {
  readonly job: Job;
  readonly #request: ContextRequest;
  #tempDir: string | undefined;
  #metadata: string | null = null;
  readonly #reads = new Map<string, string>();
  #controller: AbortController | undefined;

  constructor(request: ContextRequest) {
    this.job = request.job;
    this.#request = request;
  }

  get signal(): AbortSignal {
    return this.#request.signal ?? (this.#controller ??= new AbortController()).signal;
  }

  get stopping(): boolean {
    return this.#request.stopping?.() ?? this.signal.aborted;
  }

  get tempDir(): string {
    return this.#tempDir ??= Deno.makeTempDirSync({ prefix: "merkl-" });
  }

  log(message: string): void {
    console.error(`${this.#node.info.name}: ${message}`);
  }

  setMetadata(metadata: unknown): void {
    this.#metadata = JSON.stringify(metadata) ?? null;
  }

  dependsOn(path: string | URL): void {
    const { runtime } = ambient();
    const absolute = absPath(String(path), runtime.root);
    this.#reads.set(relPath(absolute, runtime.root) ?? absolute, runtime.file(absolute).content);
  }

  get #node(): CallNode {
    return this.job.node as CallNode;
  }

  /** What the body said, for its entry. */
  recorded(): { reads: string | null; metadata: string | null } {
    const reads: Read[] = [...this.#reads].map(([path, hash]) => ({ path, hash }));
    return {
      reads: reads.length === 0 ? null : JSON.stringify(reads),
      metadata: this.#metadata,
    };
  }

  /** Removes the temporary folder. */
  dispose(): void {
    if (this.#tempDir === undefined) return;
    try {
      Deno.removeSync(this.#tempDir, { recursive: true });
    } catch {
      // the body removed it itself
    }
  }
}

interface ContextRequest {
  readonly job: Job;
  readonly signal: AbortSignal | undefined;
  readonly stopping: (() => boolean) | undefined;
}

/** The context for one execution of a job's body. */
export function createContext(request: ContextRequest): BodyContext {
  return new BodyContext(request);
}
