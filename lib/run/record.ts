/** From what a body returned to entries: serialised, hashed, with all that is known about it. */

import type { Entry, EntryHead } from "../cache/entry.ts";
import type { Serializer } from "../codec/codec.ts";
import { isBuiltIn } from "../codec/registry.ts";
import { fileRefNested } from "../error/file_errors.ts";
import { cannotSerialize } from "../error/task_errors.ts";
import type { CallNode, OutKey } from "../graph/node.ts";
import { KEY_FORMAT } from "../hash/domain.ts";
import { type ContentHash, contentHash } from "../hash/digest.ts";
import { findNested } from "../task/ref_values.ts";
import { argsJson } from "../task/stored_arguments.ts";
import { fileNameIn } from "./file_names.ts";
import { holdsInstance } from "./instances.ts";
import type { Held, Job } from "./job.ts";
import { type RefContent, refContent } from "./ref_content.ts";

/** One value of an execution. */
export interface Product {
  readonly key: OutKey;
  readonly head: EntryHead;
  readonly bytes: Uint8Array;
  readonly held: Held;
  /** Further contents that the bytes tell of. */
  readonly refs: readonly ContentHash[] | undefined;
}

/** What is known about an execution besides its values. */
export interface Execution {
  /** Milliseconds. */
  readonly duration: number;
  /** Microseconds since the epoch. */
  readonly created: number;
  readonly reads: string | null;
  readonly metadata: string | null;
  readonly logHash: ContentHash | null;
}

/** Microseconds since the epoch; later calls in a process give later times. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/**
 * The values of all outs, serialised; `values` and `resolved`, the resolved hashes, are in the order
 * of the node's outs, as the job's are.
 */
export function productsOf(
  job: Job,
  request: {
    values: readonly unknown[];
    execution: Execution;
    resolved: readonly string[];
  },
): Product[] {
  const node = job.node as CallNode;
  const { values, resolved } = request;
  return node.outs.map((key, i) => {
    const { bytes, codec, size, held, refs } = contentOf(node, key, values[i]);
    const head: EntryHead = {
      hash: job.outs[i]!.future.hash,
      resolvedHash: resolved[i]!,
      contentHash: contentHash(bytes),
      codec,
      size,
      created: request.execution.created,
      duration: request.execution.duration,
      reads: request.execution.reads,
      state: "present",
    };
    return { key, head, bytes, held, refs };
  });
}

/** What is stored of a value. */
interface ValueContent extends Omit<RefContent, "refs"> {
  readonly refs: RefContent["refs"] | undefined;
  readonly held: Held;
}

function contentOf(node: CallNode, key: OutKey, value: unknown): ValueContent {
  const files = refContent(value);
  if (files !== undefined) return { ...files, held: { bytes: files.bytes, value, hasValue: true } };
  const serializer = node.info.serializer(key);
  const bytes = serialize(node, { serializer, value, key });
  return {
    bytes,
    codec: codecLabel(node, serializer, value),
    size: bytes.length,
    held: heldFrom(node, serializer, { value, bytes }),
    refs: undefined,
  };
}

function serialize(
  node: CallNode,
  request: { serializer: Serializer; value: unknown; key: OutKey },
): Uint8Array {
  const { serializer, value, key } = request;
  const name = key === null ? node.info.name : `${node.info.name}.${key}`;
  const place = node.info.place;
  try {
    const bytes: unknown = serializer.dumps(value);
    if (bytes instanceof Uint8Array) return bytes;
    throw new TypeError(`dumps() should give a Uint8Array, but gave ${typeof bytes}`);
  } catch (cause) {
    const nested = findNested(value);
    if (nested !== undefined) throw fileRefNested(nested.path, nested.kind, place);
    throw cannotSerialize(name, { serializer: serializer.name, cause, place });
  }
}

/** Objects are handed on as the cache would give them: their bytes, unless all are to share one. */
function heldFrom(
  node: CallNode,
  serializer: Serializer,
  { value, bytes }: { value: unknown; bytes: Uint8Array },
): Held {
  const object = value !== null && (typeof value === "object" || typeof value === "function");
  return serializer.lossless === true && (!object || node.info.settings.share)
    ? { bytes, value, hasValue: true }
    : { bytes, value: undefined, hasValue: false };
}

/**
 * The codec of an entry. Values whose equality tells nothing about the work behind them carry a mark:
 * `undefined`, since the work was a side effect; a path, since what is there may have changed; what a
 * user's serializer makes an instance of, since its class may have other code.
 */
function codecLabel(node: CallNode, serializer: Serializer, value: unknown): string {
  const label = `${serializer.name}@${serializer.version}`;
  if (value === undefined) return `${label}!`;
  if (!isBuiltIn(serializer) && holdsInstance(value)) return `${label}!`;
  const fileName = fileNameIn(value, node.info.runtime.root);
  if (fileName === undefined) return label;
  node.info.runtime.warnOnce(
    `file-name ${node.info.taskId}`,
    `${node.info.name} returned the path ${
      JSON.stringify(fileName)
    }: merkl can't see when what is ` +
      "there changes; return its content, or a FileRef or DirRef",
  );
  return `${label}!`;
}

/** The whole entry of a product. */
export function entryOf(
  job: Job,
  product: { key: OutKey; head: EntryHead },
  execution: Pick<Execution, "metadata" | "logHash">,
): Entry {
  const node = job.node as CallNode;
  return {
    ...product.head,
    argsHash: node.argsHash,
    depsHash: node.info.depsHash,
    taskId: node.info.taskId,
    out: JSON.stringify(product.key),
    args: argsJson(node),
    metadata: execution.metadata,
    format: KEY_FORMAT,
    migratedFrom: null,
    logHash: execution.logHash,
  };
}
