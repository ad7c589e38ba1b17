/** Which commit a run belongs to, found without keeping it waiting. */

import { atMost } from "../util/at_most.ts";
import type { AbsPath } from "../util/path.ts";
import { headCommit, isDirty, type Repository, repositoryOf } from "./git.ts";

/** How long the end of a run may wait for git, in milliseconds. */
const PATIENCE = 50;

/**
 * The commit is read at once; whether files differ from it is asked of git when the first body
 * starts, in the background: a run with nothing to do starts no process.
 */
export class RunCommit {
  readonly #repository: Repository | undefined;
  /** Its hash; undefined if there is none. */
  readonly commit: string | undefined;
  readonly #stop = new AbortController();
  #dirty: Promise<boolean | undefined> | undefined;

  constructor(root: AbsPath) {
    this.#repository = repositoryOf(root);
    this.commit = this.#repository && headCommit(this.#repository);
  }

  /** The first body is about to start. */
  start(): void {
    if (this.commit === undefined) return;
    this.#dirty ??= isDirty(this.#repository!, this.#stop.signal);
  }

  /** Whether files differ from it, as far as that is known at the end of the run. */
  async dirty(): Promise<boolean | undefined> {
    const dirty = this.#dirty && await atMost(PATIENCE, this.#dirty);
    this.#stop.abort();
    return dirty;
  }
}
