/** Which earlier call each call of a pipeline replaces. */

import type { Entry } from "../cache/entry.ts";
import { codecId } from "../codec/registry.ts";
import { argsHash } from "../graph/key.ts";
import type { CallNode } from "../graph/node.ts";
import type { Job, JobOut } from "../run/job.ts";
import { isRefCodec } from "../run/ref_content.ts";
import type { DryScope } from "./dry_scope.ts";
import type { Output } from "./outputs.ts";
import type { PastEntries } from "./past_entries.ts";

/** How the call that made a value differs from the one that takes it over, besides its code. */
export type MatchKind = "same-call" | "moved" | "other-arguments";

/** Why a call takes over nothing. */
export type NoMatch = "no-earlier-call" | "other-serializer" | "other-arguments";

/** A value of a call with the entry that it takes over. */
export interface Match {
  readonly out: JobOut;
  readonly entry: Entry;
  readonly how: MatchKind;
}

/** Finds what calls replace; parents must be asked for before their children. */
export class Matcher {
  readonly #past: PastEntries;
  readonly #scope: DryScope;
  /** Ids of the tasks that the pipeline still has. */
  readonly #tasks: ReadonlySet<string>;
  /** The hash of a value -> that under which it was made. */
  readonly #origins = new Map<string, string>();

  constructor(
    past: PastEntries,
    { scope, calls }: { readonly scope: DryScope; readonly calls: readonly Job[] },
  ) {
    this.#past = past;
    this.#scope = scope;
    this.#tasks = new Set(calls.map((job) => (job.node as CallNode).info.taskId));
  }

  /** An entry for each value of a call, or why there is none. */
  match(job: Job, named: (output: Output) => boolean): readonly Match[] | NoMatch {
    const matches: Match[] = [];
    for (const out of job.outs) {
      const found = this.#find(job.node as CallNode, out, named);
      if (typeof found !== "string") matches.push(found);
      else if (out.asked) return found;
    }
    for (const { out, entry } of matches) {
      this.#origins.set(out.future.hash, entry.hash);
      // what uses the value is compared with what used the one before
      out.head = { ...entry };
    }
    return matches;
  }

  #find(
    node: CallNode,
    out: JobOut,
    named: (output: Output) => boolean,
  ): Match | NoMatch {
    const { info } = node;
    const key = JSON.stringify(out.future.outKey);
    const outputs = this.#scope.outputs.of(out.future.hash);
    const before = node.counted.map(({ hash }) => ({ hash: this.#origins.get(hash) ?? hash }));
    const args = argsHash(node.skeleton, before);
    const same = this.#past.ofCall(info.taskId, key, args);
    const moved = same === undefined
      ? this.#moved(this.#past.ofArgs(key, args), outputs)
      : undefined;
    const entry = same ?? moved;
    if (entry !== undefined) {
      return checked(node, { out, entry, how: same ? "same-call" : "moved" });
    }
    const written = this.#writtenTo(outputs);
    const alike = written.find(({ entry }) => entry.taskId === info.taskId && entry.out === key);
    if (alike === undefined) return "no-earlier-call";
    // other arguments are no refactor: only the user can know
    if (!named(alike.output)) return "other-arguments";
    return checked(node, { out, entry: alike.entry, how: "other-arguments" });
  }

  /** Of a task that was renamed or moved: that of the same output, or the only one there is. */
  #moved(entries: readonly Entry[], outputs: readonly Output[]): Entry | undefined {
    const gone = entries.filter(({ taskId }) => !this.#tasks.has(taskId));
    const written = new Set(this.#writtenTo(outputs).map(({ entry }) => entry));
    const tasks = new Set(gone.map(({ taskId }) => taskId));
    return gone.find((entry) => written.has(entry)) ?? (tasks.size === 1 ? gone[0] : undefined);
  }

  /** What outputs hold now. */
  #writtenTo(outputs: readonly Output[]): { output: Output; entry: Entry }[] {
    return outputs.flatMap((output) => {
      const written = this.#scope.stats.row(output.path)?.written;
      const entry = written === undefined ? undefined : this.#past.ofHash(written.future);
      return entry === undefined ? [] : [{ output, entry }];
    });
  }
}

/** Stored bytes can be read only by what wrote them. */
function checked(node: CallNode, match: Match): Match | NoMatch {
  const codec = match.entry.codec.replace(/!$/, "");
  const reads = codecId(node.info.serializer(match.out.future.outKey));
  return codec === reads || isRefCodec(codec) ? match : "other-serializer";
}
