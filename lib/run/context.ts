/** What a body can ask and say while it runs: `context()`. */

import { noContext } from "../error/task_errors.ts";
import { ambient, type Scope, withScope } from "../graph/ambient.ts";
import type { CallNode } from "../graph/node.ts";
import { isFileName } from "../codec/manifest.ts";
import { badFileName } from "../error/file_errors.ts";
import { DirRef } from "../task/dir_ref.ts";
import { FileRef } from "../task/file_ref.ts";
import { type AbsPath, absPath, join, relPath } from "../util/path.ts";
import { isFolder } from "../file/folder_list.ts";
import type { Look } from "../file/look.ts";
import { BodyOutput } from "./body_output.ts";
import { BodyReads } from "./body_reads.ts";
import { uncaptured } from "./capture.ts";
import type { Reporter } from "./event.ts";
import { metadataJson } from "./metadata.ts";
import type { Job } from "./job.ts";
import { isStopping, type Stop } from "./stop.ts";
import { subjectOf } from "./subject.ts";
import { putBackWorkingDir } from "./working_dir.ts";

/** What surrounds a body. */
export interface TaskContext {
  /**
   * Aborted when the run is to end. A body that asked for it and returns after it was aborted gives
   * a partial value, see {@linkcode TaskContext.stopping}; if it throws the signal's reason or an
   * `AbortError` it counts as not begun.
   */
  readonly signal: AbortSignal;
  /**
   * Whether the run is to end; a synchronous loop may ask it and return early. The value of a body
   * that was told so is partial: it goes on in this run, but is not stored.
   */
  readonly stopping: boolean;
  /** A folder for this execution alone; removed when the body ends. */
  readonly tempDir: string;
  /**
   * A file of this name in a temporary folder, to be written and returned: it need not be copied into
   * the cache.
   */
  tempFile(name: string): FileRef;
  /** A new folder of this name in a temporary one, to be filled and returned. */
  tempFolder(name: string): DirRef;
  /** Says something on standard error, with the task's name in front. */
  log(message: string): void;
  /** Stores JSON beside the value. */
  setMetadata(metadata: unknown): void;
  /**
   * Says that the body reads this file, or all that is in this folder: the stored value stands only
   * while that has the content that it has now. Relative paths start at the project's root.
   */
  dependsOn(path: string | URL): void;
  /** Says how far the body is; without `total`, how many it has done of an unknown number. */
  progress(done: number, total?: number): void;
  /** The value is to be stored even if the body was told to end: it is as good as any other. */
  keepPartial(): void;
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

/** The context of one execution, with what the scheduler asks of it. */
export class BodyContext implements TaskContext {
  readonly job: Job;
  #output: BodyOutput | undefined;
  readonly #request: ContextRequest;
  #tempDir: string | undefined;
  #tempFiles = 0;
  #metadata: string | null = null;
  readonly #began = Date.now();
  #reads: BodyReads | undefined;
  #controller: AbortController | undefined;
  /** What the body has: its listeners run in the body's scope. */
  #ownSignal: AbortSignal | undefined;
  #unlink: (() => void) | undefined;
  #sawStop = false;
  #ended = false;
  #keepsPartial = false;

  constructor(request: ContextRequest) {
    this.job = request.job;
    this.#request = request;
  }

  /** What it prints; undefined if that isn't captured. */
  get output(): BodyOutput | undefined {
    if (this.#output === undefined && this.#node.info.settings.capture) {
      this.#output = createOutput(this.#request);
      if (this.#ended) this.#output.end();
    }
    return this.#output;
  }

  /** What was printed, as far as it is kept; undefined if nothing. */
  printed(): Uint8Array | undefined {
    return this.#output?.kept();
  }

  get signal(): AbortSignal {
    // a synchronous loop may ask for it again and again: the flag is ahead of the signal
    isStopping(this.#request.stop);
    return this.#ownSignal ??= this.#linkedSignal();
  }

  #linkedSignal(): AbortSignal {
    const own = new AbortController();
    const told = this.abortSignal;
    const abort = () => this.within(() => own.abort(told.reason));
    if (told.aborted) abort();
    else told.addEventListener("abort", abort, { once: true });
    this.#unlink = () => told.removeEventListener("abort", abort);
    return own.signal;
  }

  /** Calls `fn` in the body's scope. */
  within<T>(fn: () => T): T {
    return withScope({ ...this.#request.scope, body: this }, fn);
  }

  /** The signal, not asked for by the body. */
  get abortSignal(): AbortSignal {
    return this.#request.stop.signal ?? (this.#controller ??= new AbortController()).signal;
  }

  get stopping(): boolean {
    if (!isStopping(this.#request.stop)) return false;
    this.#sawStop = true;
    return true;
  }

  keepPartial(): void {
    this.#keepsPartial = true;
  }

  /** Whether the body's value is partial; `nested` says that it evaluated something that was. */
  endsPartial(nested: boolean): boolean {
    if (this.#keepsPartial) return false;
    return nested || this.#sawStop || (this.#ownSignal !== undefined && this.abortSignal.aborted);
  }

  get tempDir(): string {
    return this.#tempDir ??= makeTempDir(this.#request.nearby);
  }

  tempFile(name: string): FileRef {
    return new FileRef(this.#tempPath(name));
  }

  tempFolder(name: string): DirRef {
    const path = this.#tempPath(name);
    Deno.mkdirSync(path);
    return new DirRef(path);
  }

  /** Each in a folder of its own, so that a name can be used twice. */
  #tempPath(name: string): string {
    if (!isFileName(name)) throw badFileName(JSON.stringify(name) ?? typeof name);
    const folder = join(this.tempDir, `out-${++this.#tempFiles}`);
    Deno.mkdirSync(folder);
    return join(folder, name);
  }

  log(message: string): void {
    this.output?.keep(`${message}\n`);
    const { reporter } = this.#request;
    if (reporter?.takesOutput !== true) {
      uncaptured(() => console.error(`${this.#node.info.name}: ${message}`));
      return;
    }
    const subject = subjectOf(this.job);
    for (const line of message.split("\n")) {
      reporter.event({ kind: "log", subject, line, how: "said" });
    }
  }

  progress(done: number, total?: number): void {
    this.#request.reporter?.event({ kind: "progress", subject: subjectOf(this.job), done, total });
  }

  setMetadata(metadata: unknown): void {
    this.#metadata = metadataJson(metadata);
  }

  dependsOn(path: string | URL): void {
    const { runtime } = ambient();
    const absolute = absPath(String(path), runtime.root);
    // which tell this context
    if (isFolder(absolute)) runtime.looked(absolute, "tree", false);
    else runtime.file(absolute);
  }

  /**
   * Takes note that the body looks at a file or folder, as {@linkcode BodyReads.note} does; its own
   * temporary ones are not worth it.
   */
  looking(path: AbsPath, look: Look, handed = false): ((hash: string) => void) | undefined {
    return this.#isTemporary(path) ? undefined : this.#ownReads.note(path, look, handed);
  }

  /** Takes note of what calls read (JSON) that the body evaluated. */
  readNested(reads: Iterable<string>): void {
    for (const one of reads) this.#ownReads.add(one, (path) => this.#isTemporary(path));
  }

  /**
   * Takes note that the body returned what is at a path: `taken` is what is seen of it, undefined if it
   * was moved away.
   */
  returned(path: AbsPath, look: Look, taken: string | undefined): void {
    if (taken === undefined) this.#reads?.moved(path);
    else if (!this.#isTemporary(path)) this.#ownReads.returned(path, look, taken);
  }

  get #ownReads(): BodyReads {
    return this.#reads ??= new BodyReads(this.#request.scope.runtime.root, this.#began);
  }

  #isTemporary(path: AbsPath): boolean {
    const folder = this.#tempDir as AbsPath | undefined;
    return folder !== undefined && (path === folder || relPath(path, folder) !== undefined);
  }

  get #node(): CallNode {
    return this.job.node as CallNode;
  }

  /** What the body said, for its entry. */
  recorded(): { reads: string | null; metadata: string | null } {
    return { reads: this.#reads?.json() ?? null, metadata: this.#metadata };
  }

  /** The body ended: removes the temporary folder. */
  dispose(): void {
    this.#ended = true;
    this.#output?.end();
    this.#unlink?.();
    putBackWorkingDir(this, this.#node.info);
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
  /** The scope around the body's. */
  readonly scope: Pick<Scope, "runtime" | "run">;
  readonly stop: Stop;
  readonly reporter: Reporter | undefined;
  /** Where the temporary folder is made, so that files in it need not be copied; may not be there. */
  readonly nearby: string | undefined;
}

/** Temporary folders of processes that were killed are removed after so long, in milliseconds. */
const STALE = 30 * 24 * 3600 * 1000;

function makeTempDir(parent: string | undefined): string {
  if (parent === undefined) return Deno.makeTempDirSync({ prefix: "merkl-" });
  Deno.mkdirSync(parent, { recursive: true });
  for (const { name } of Deno.readDirSync(parent)) removeIfStale(join(parent, name));
  return Deno.makeTempDirSync({ dir: parent, prefix: "run-" });
}

function removeIfStale(folder: string): void {
  try {
    const { mtime } = Deno.statSync(folder);
    if (mtime !== null && mtime.getTime() < Date.now() - STALE) {
      Deno.removeSync(folder, { recursive: true });
    }
  } catch {
    // its owner did so itself
  }
}

function createOutput({ job, reporter }: ContextRequest): BodyOutput {
  if (reporter?.takesOutput !== true) return new BodyOutput(undefined);
  const subject = subjectOf(job);
  return new BodyOutput((line) => reporter.event({ kind: "log", subject, line, how: "printed" }));
}

/** The context for one execution of a job's body. */
export function createContext(request: ContextRequest): BodyContext {
  return new BodyContext(request);
}
