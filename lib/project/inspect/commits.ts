/** Which commit last changed something, as far as git tells. */

import type { AbsPath } from "../../util/path.ts";
import { git, type Repository, repositoryOf } from "../git.ts";

/** A commit; `uncommitted` stands for changes that are in none yet. */
export type Change =
  | {
    readonly kind: "commit";
    readonly hash: string;
    readonly author: string;
    /** `2030-01-31`. */
    readonly date: string;
    readonly subject: string;
  }
  | { readonly kind: "uncommitted" };

/** Asks git about the files of a project; everything is undefined where there is none. */
export class Commits {
  readonly #repository: Repository | undefined;

  constructor(root: AbsPath) {
    this.#repository = repositoryOf(root);
  }

  /** The newest change of some lines of a file. */
  async ofLines(path: AbsPath, first: number, last: number): Promise<Change | undefined> {
    if (this.#repository === undefined) return undefined;
    const { root } = this.#repository;
    const text = await git(root, ["blame", "--porcelain", `-L${first},${last}`, "--", path]);
    if (text === undefined) return await this.ofFile(path);
    const commits = blamed(text);
    if (commits.some(({ hash }) => /^0+$/.test(hash))) return { kind: "uncommitted" };
    const [newest] = commits.sort((a, b) => b.time - a.time);
    if (newest === undefined) return undefined;
    const { hash, author, time, subject } = newest;
    const date = new Date(1000 * time).toISOString().slice(0, 10);
    return { kind: "commit", hash, author, date, subject };
  }

  /** The newest change of a file. */
  async ofFile(path: AbsPath): Promise<Change | undefined> {
    if (this.#repository === undefined) return undefined;
    const { root } = this.#repository;
    const changed = await git(root, ["status", "--porcelain", "--", path]);
    if (changed === undefined) return undefined;
    // what git ignores is in no commit either
    if (changed !== "") return { kind: "uncommitted" };
    const format = "--format=%H%x00%an%x00%cs%x00%s";
    const text = await git(root, ["log", "-1", format, "--", path]);
    const [hash, author, date, subject] = text?.trim().split("\0") ?? [];
    if (hash === undefined || hash === "" || subject === undefined) return undefined;
    return { kind: "commit", hash, author: author!, date: date!, subject };
  }
}

interface Blamed {
  readonly hash: string;
  author: string;
  /** Seconds since the epoch. */
  time: number;
  subject: string;
}

/** The commits in what `git blame --porcelain` prints: each is described where it is first named. */
function blamed(text: string): Blamed[] {
  const commits = new Map<string, Blamed>();
  let commit: Blamed | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("\t")) continue;
    const hash = /^([0-9a-f]{40,64}) \d+ \d+/.exec(line)?.[1];
    if (hash !== undefined) {
      commit = commits.get(hash) ?? { hash, author: "", time: 0, subject: "" };
      commits.set(hash, commit);
    } else if (commit !== undefined) {
      const [, word, rest] = /^(author|committer-time|summary) (.*)$/.exec(line) ?? [];
      if (word === "author") commit.author = rest!;
      else if (word === "committer-time") commit.time = Number(rest);
      else if (word === "summary") commit.subject = rest!;
    }
  }
  return [...commits.values()];
}
