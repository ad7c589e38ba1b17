/** Sidecars of a run's outputs: written beside them, and taken for their entries if those are gone. */

import type { Entry, EntryHead } from "../cache/entry.ts";
import type { Cache } from "../cache/interfaces.ts";
import { DIR_CODEC } from "../codec/manifest.ts";
import { codecId, dumpWith, serializerFor } from "../codec/registry.ts";
import type { Serializer } from "../codec/codec.ts";
import { type Sidecar, writeSidecar } from "../file/sidecar.ts";
import { diskRef } from "../file/ref_manifest.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import { hashIfThere } from "../file/tracked.ts";
import type { Written } from "../file/types.ts";
import { type Future, NODE, taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import { contentHash } from "../hash/digest.ts";
import { KEY_FORMAT } from "../hash/domain.ts";
import { nowMicros } from "../run/record.ts";
import type { Elsewhere } from "../run/host.ts";
import type { Parent } from "../run/job.ts";
import { isRefCodec } from "../run/ref_content.ts";
import { resolveSerializer } from "../task/options.ts";
import { argsJson } from "../task/stored_arguments.ts";
import type { AbsPath } from "../util/path.ts";
import type { Output, Outputs } from "./outputs.ts";
import { originOfFile, sidecarIfGood } from "./sidecar_origin.ts";
import { sidecarIdentity } from "./tracked_file.ts";
import { adoptFolder, writtenRecord } from "./write_folder.ts";
import { serializerLabel } from "./write_outputs.ts";

/** Values that can be read from outputs whose sidecar is current. */
export class SidecarValues implements Elsewhere {
  readonly #outputs: Outputs;
  readonly #stats: StatMemo;
  readonly #cache: Cache | undefined;

  /** @param cache Gets back what is read */
  constructor(outputs: Outputs, stats: StatMemo, cache?: Cache) {
    this.#outputs = outputs;
    this.#stats = stats;
    this.#cache = cache;
  }

  head(future: Future<unknown>): EntryHead | undefined {
    return this.#find(future)?.head;
  }

  async bytes(future: Future<unknown>): Promise<Uint8Array | undefined> {
    const found = this.#find(future);
    if (found === undefined) return undefined;
    const { head, output, sidecar } = found;
    if (isRefCodec(head.codec)) return await this.#takeIn(output.path, sidecar, head);
    try {
      const held = Deno.readFileSync(output.path);
      if (contentHash(held) !== sidecar.file.contentHash) return undefined;
      const value = readerOf(output, sidecar).loads(held);
      const node = future[NODE] as CallNode;
      const bytes = dumpWith(node.info.serializer(future.outKey), value);
      if (contentHash(bytes) !== head.contentHash) return undefined;
      const result = { entry: entryOf(sidecar, head), bytes };
      // it can be read from the file again, so nobody waits for this, nor minds if it fails
      this.#cache?.record([result], JSON.stringify(sidecar.deps)).catch(() => {});
      return bytes;
    } catch {
      return undefined; // then its body makes it again
    }
  }

  /** Copies the files of an output into the cache, where its FileRef or DirRef must have them. */
  async #takeIn(
    path: AbsPath,
    sidecar: Sidecar,
    head: EntryHead,
  ): Promise<Uint8Array | undefined> {
    const found = diskRef(this.#stats, path, head.codec);
    if (found?.hash !== head.contentHash || this.#cache === undefined) return undefined;
    for (const file of found.files) {
      const { hash } = await this.#cache.contents.putFile(file.path);
      if (hash !== file.content) return undefined; // edited in between
    }
    const refs = [...new Set(found.files.map(({ content }) => content))];
    const result = { entry: entryOf(sidecar, head), bytes: found.manifest, refs };
    await this.#cache.record([result], JSON.stringify(sidecar.deps));
    return found.manifest;
  }

  /**
   * Takes a file or folder for written that a sidecar says is current, in a cache that doesn't know of
   * it: so it need not be copied there to find that out. (Other values are small: they become entries.)
   * @param identity What can be seen of its value
   */
  adopt(output: Output, identity: string): void {
    const { path, future, options } = output;
    if (options.sidecar !== true || writtenRecord(this.#stats, path) !== undefined) return;
    const sidecar = this.#find(future)?.sidecar;
    if (sidecar === undefined || sidecarIdentity(sidecar) !== identity) return;
    const { contentHash, serializer: codec, lossless } = sidecar.file;
    const serializer = serializerLabel(output);
    const written = { contentHash, identity, serializer, future: future.hash, codec, lossless };
    if (codec !== DIR_CODEC) return this.#stats.keep(this.#stats.writtenRow(path, written));
    adoptFolder(this.#stats, path, written);
  }

  #find(
    future: Future<unknown>,
  ): { output: Output; sidecar: Sidecar; head: EntryHead } | undefined {
    const node = future[NODE];
    // which execution made a value isn't known outside of the cache, and there it would count
    if (node.kind !== "call" || !node.info.settings.cutoff) return undefined;
    for (const output of this.#outputs.of(future.hash)) {
      if (output.options.sidecar !== true) continue;
      const sidecar = sidecarIfGood(output.path);
      if (sidecar?.hash !== future.hash || !this.#holdsValue(output, sidecar)) continue;
      return { output, sidecar, head: headOf(sidecar) };
    }
    return undefined;
  }

  #holdsValue({ path, options }: Output, { file, value }: Sidecar): boolean | undefined {
    const { serializer } = options;
    const as = serializer === undefined ? file.serializer : codecId(resolveSerializer(serializer));
    if (!file.lossless || as !== file.serializer) return false;
    if (value.codec.endsWith("!")) return false;
    if (isRefCodec(value.codec)) {
      const found = as === value.codec && diskRef(this.#stats, path, as);
      return found && found.hash === value.contentHash && found.content === file.contentHash;
    }
    try {
      return hashIfThere(this.#stats, path) === file.contentHash;
    } catch {
      return false;
    }
  }
}

function readerOf({ options }: Output, { file }: Sidecar): Serializer {
  return options.serializer === undefined
    ? serializerFor(file.serializer.replace(/@\d+$/, ""))
    : resolveSerializer(options.serializer);
}

/** The entry that a sidecar stands for. */
function headOf({ hash, value, resolvedHash, reads }: Sidecar): EntryHead {
  return {
    ...{ hash, resolvedHash, ...value },
    created: 0,
    duration: 0,
    reads: reads.length === 0 ? null : JSON.stringify(reads),
    state: "present",
  };
}

function entryOf(
  { task, out, argsHash, depsHash, args, metadata }: Sidecar,
  head: EntryHead,
): Entry {
  return {
    ...{ ...head, created: nowMicros(), argsHash, depsHash },
    taskId: task!,
    out: JSON.stringify(out),
    args: JSON.stringify(args),
    metadata: metadata === null ? null : JSON.stringify(metadata),
    format: KEY_FORMAT,
    migratedFrom: null,
    logHash: null,
  };
}

/** What is written beside an output. */
export interface SidecarRequest {
  readonly path: AbsPath;
  readonly value: Parent;
  readonly written: Written;
  readonly cache: Cache;
}

/** Brings the sidecar of an output up to date, which is written already. */
export async function bringSidecarUpToDate(request: SidecarRequest): Promise<void> {
  const { path, value: { job, out }, written, cache } = request;
  const before = sidecarIfGood(path);
  const { node } = job;
  const { codec, contentHash, lossless } = written;
  const file = { serializer: codec ?? "unknown", contentHash, lossless };
  const read = node.kind === "call" ? undefined : inputPart(out);
  if (read !== undefined && node.kind === "file") {
    const told = await originOfFile(node, read.value, cache);
    if (told !== undefined) return void writeSidecar(path, { ...told, file });
  }
  const known = read ?? callPart(node as CallNode, out);
  const now = { ...known, hash: out.future.hash, file };
  const same = before !== undefined && isSame(before, now);
  // a body that ran again may have attached other metadata
  if (same && job.state === "hit") return;
  const [entry] = node.kind === "call" ? await cache.index.entries([now.hash]) : [];
  const metadata: unknown = entry === undefined
    ? same ? before.metadata : null
    : JSON.parse(entry.metadata ?? "null");
  const args: unknown = node.kind === "call" ? JSON.parse(argsJson(node)) : {};
  const deps: unknown = node.kind === "call" ? JSON.parse(node.info.depsJson) : {};
  const task = node.kind === "call" ? node.info.taskId : taskName(node);
  writeSidecar(path, { ...now, task, args, deps, metadata });
}

type Known = Pick<
  Sidecar,
  "out" | "hash" | "value" | "file" | "argsHash" | "depsHash" | "resolvedHash" | "reads"
>;

function callPart(node: CallNode, { future, head }: Parent["out"]): Omit<Known, "hash" | "file"> {
  const { codec, contentHash, size, resolvedHash, reads } = head!;
  return {
    out: future.outKey,
    value: { codec, contentHash, size },
    argsHash: node.argsHash,
    depsHash: node.info.depsHash,
    resolvedHash,
    reads: JSON.parse(reads ?? "[]"),
  };
}

/** Of a file that was read: the content is the end of what can be seen of it. */
function inputPart({ future, identity }: Parent["out"]): Omit<Known, "hash" | "file"> {
  const { codec, content } = /^(?<codec>.*) (?<content>[0-9a-f]{64})$/s.exec(identity!)!
    .groups as { codec: string; content: Sidecar["value"]["contentHash"] };
  const { argsHash, depsHash } = future;
  const value = { codec: storedCodec(codec), contentHash: content, size: 0 };
  return { out: null, value, argsHash, depsHash, resolvedHash: future.hash, reads: [] };
}

/** `value "json@1"` is written as `json@1`, as for a task. */
function storedCodec(seen: string): string {
  return seen.startsWith("value ") ? JSON.parse(seen.slice("value ".length)) : seen;
}

function isSame(before: Sidecar, now: Known): boolean {
  const { task: _task, args: _args, deps: _deps, metadata: _metadata, ...rest } = before;
  const fields: (keyof Known)[] = [
    ...["out", "hash", "value", "file", "argsHash", "depsHash", "resolvedHash", "reads"] as const,
  ];
  return fields.every((key) => JSON.stringify(rest[key]) === JSON.stringify(now[key]));
}
