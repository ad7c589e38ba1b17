/** Which Future a tracked file holds: from its sidecar, or from this project's record of writing it. */

import type { Serializer } from "../codec/codec.ts";
import { DIR_CODEC, encodeDir, FILE_CODEC } from "../codec/manifest.ts";
import { codecId, serializerFor, serializerForPath } from "../codec/registry.ts";
import { isMerklError } from "../error/merkl_error.ts";
import {
  fileUntracked,
  serializerNeeded,
  sidecarDamaged,
  staleFile,
} from "../error/sidecar_errors.ts";
import { fileIsDirectory } from "../error/file_errors.ts";
import { isFolder, listFolder } from "../file/folder_list.ts";
import type { Look } from "../file/look.ts";
import { readSidecar, type Sidecar, sidecarPath } from "../file/sidecar.ts";
import { fileStat, type StatMemo } from "../file/stat_memo.ts";
import type { FileStat, Written } from "../file/types.ts";
import { noteFolder } from "../graph/construction.ts";
import { fileHash, inputHash, merkleHash, valueIdentity } from "../graph/key.ts";
import { type FileNode, type InputAs, type InputNode, nextSeq } from "../graph/node.ts";
import type { FromFileOptions } from "../graph/runtime.ts";
import { type ContentHash, contentHash, type MerkleHash } from "../hash/digest.ts";
import { resolveSerializer } from "../task/options.ts";
import { writtenRecord } from "./write_folder.ts";
import { type AbsPath, basename, displayPath, join, relPath } from "../util/path.ts";

/** What is needed of the project. */
export interface TrackedHost {
  readonly root: AbsPath;
  /** The file as it is now. Throws `file-missing`. */
  readonly file: (path: AbsPath) => { readonly content: ContentHash; readonly stat: FileStat };
  /** Knows what was written there. */
  readonly stats: StatMemo;
  /** Told of what is looked at besides. */
  readonly looked: (path: AbsPath, look: Look) => void;
}

/** What is known of the value that a file was written from. */
type Origin =
  & Pick<
    FileNode,
    "hash" | "argsHash" | "depsHash" | "identity" | "metadata" | "recorded"
  >
  & {
    /** `name@version`; undefined if unknown. */
    readonly codec: string | undefined;
    readonly lossless: boolean;
  };

/** With `optional`, these are no errors. */
const UNKNOWN: readonly string[] = [
  "file-missing",
  "file-untracked",
  "sidecar-damaged",
  "sidecar-newer",
];

/** What takes the place of the Future in a file; undefined if that isn't known and `optional`. */
export function trackedNode(
  path: AbsPath,
  options: FromFileOptions,
  host: TrackedHost,
): FileNode | InputNode | undefined {
  try {
    return findNode(path, options, host);
  } catch (error) {
    if (options.optional === true && isMerklError(error) && UNKNOWN.includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}

function findNode(
  path: AbsPath,
  options: FromFileOptions,
  host: TrackedHost,
): FileNode | InputNode {
  host.looked(sidecarPath(path), "content");
  const name = relPath(path, host.root) ?? basename(path);
  const file = { seq: nextSeq(), path, name, ...lookAt(path, name, host) };
  const sidecar = readSidecar(path);
  if (sidecar !== undefined) checkKey(sidecar, displayPath(sidecarPath(path)));
  const written = writtenRecord(host.stats, path);
  const { content } = file;
  const origin = originOf(content, { sidecar, written });
  if (origin !== undefined) return fileNode(file, origin, options);
  const before = sidecar?.file.contentHash ?? written?.contentHash;
  if (before === undefined) throw fileUntracked(displayPath(path));
  if (options.ifChanged !== "input") {
    throw staleFile(displayPath(path), { written: before, found: content });
  }
  return editedNode(file, options);
}

/** What the names of Futures that no task made begin with, where a sidecar has its task. */
const NO_TASK = /^(?:readFuture|pathFuture|Future\.fromFile)\(/;

/** Refuses a sidecar whose parts are of different Futures, as after a bad merge. */
function checkKey({ task, hash, depsHash, argsHash, out }: Sidecar, name: string): void {
  if (task === null || NO_TASK.test(task)) return;
  const isHash = (text: string) => /^[0-9a-f]{64}$/.test(text);
  const made = isHash(depsHash) && isHash(argsHash) && merkleHash(depsHash, argsHash, out);
  if (made === hash) return;
  const why = made === false ? "depsHash or argsHash is no hash" : `its other fields give ${made}`;
  throw sidecarDamaged(name, `hash is ${hash}, but ${why}`);
}

type FileState = Pick<FileNode, "seq" | "path" | "name" | "content" | "stat" | "files">;

/** A file, or a folder with all that is in it. */
function lookAt(
  path: AbsPath,
  name: string,
  host: TrackedHost,
): Pick<FileNode, "content" | "stat" | "files"> {
  if (!isFolder(path)) return host.file(path);
  host.looked(path, "names");
  const { files: names, folders } = listFolder(path);
  noteFolder(path, () => names);
  const found = names.map((below) => ({ below, ...host.file(join(path, below) as AbsPath) }));
  const files = found.map(({ below, content, stat: { size } }) => ({ path: below, content, size }));
  const statOf = (folder: string) => fileStat(Deno.statSync(folder));
  return {
    content: contentHash(encodeDir({ name: basename(path), files })),
    stat: statOf(path),
    files: [
      ...found.map(({ below, stat }) => {
        return { path: join(path, below), name: `${name}/${below}`, stat };
      }),
      ...folders.map((folder) => ({ path: folder, name, stat: statOf(folder) })),
    ],
  };
}

/** Who wrote what is in the file now; undefined if somebody else did. */
function originOf(
  content: ContentHash,
  known: { sidecar: Sidecar | undefined; written: Written | undefined },
): Origin | undefined {
  const written = known.written?.contentHash === content ? known.written : undefined;
  const { sidecar } = known;
  if (sidecar?.file.contentHash === content) {
    const { hash, argsHash, depsHash, metadata, file } = sidecar;
    // what the cache knows is more precise where equal values don't stand for equal work
    const identity = written?.future === hash ? written.identity : sidecarIdentity(sidecar);
    const { serializer: codec, lossless } = file;
    const recorded = sidecar.value;
    return { hash, argsHash, depsHash, identity, metadata, recorded, codec, lossless };
  }
  if (written === undefined) return undefined;
  const { future, identity, codec, lossless } = written;
  const hash = future as MerkleHash;
  return { hash, argsHash: content, depsHash: "", identity, metadata: undefined, codec, lossless };
}

/** What can be seen of the value that a sidecar tells of. */
export function sidecarIdentity({ hash, value, file }: Sidecar): string {
  const { codec, contentHash } = value;
  if (codec.startsWith("input ")) return `${codec} ${contentHash}`;
  // of another execution nothing is known but the file
  return codec.endsWith("!")
    ? `file ${hash} ${file.contentHash}`
    : valueIdentity(codec, contentHash);
}

function fileNode(file: FileState, origin: Origin, options: FromFileOptions): FileNode {
  const { hash, argsHash, depsHash, identity, metadata, recorded, codec, lossless } = origin;
  const own = file.files === undefined ? FILE_CODEC : DIR_CODEC;
  const itself = codec === own && options.serializer === undefined;
  if (!itself && file.files !== undefined) throw fileIsDirectory(displayPath(file.path));
  const serializer = itself ? undefined : readerOf(file.path, codec, options);
  const reads = serializer === undefined ? own : codecId(serializer);
  if (lossless && reads === codec) {
    const known = { hash, argsHash, depsHash, identity, metadata, recorded };
    return { kind: "file", ...file, ...known, serializer };
  }
  return {
    kind: "file",
    ...file,
    hash: fileHash(hash, file.content, reads),
    argsHash,
    depsHash,
    // a FileRef is seen with its name, a DirRef has it in its manifest
    identity: serializer === undefined
      ? `file ${JSON.stringify(file.name)} ${file.content}`
      : valueIdentity(reads, file.content),
    metadata,
    serializer,
  };
}

/** What reads the file: what was given, else what wrote it. */
function readerOf(path: AbsPath, codec: string | undefined, options: FromFileOptions): Serializer {
  if (options.serializer !== undefined) return resolveSerializer(options.serializer);
  if (codec === undefined) return serializerForPath(path);
  try {
    return serializerFor(codec.replace(/@\d+$/, ""));
  } catch {
    throw serializerNeeded(displayPath(path), codec);
  }
}

/** An edited file as an input: as `readFuture` gives it, where that can. */
function editedNode(file: FileState, { serializer: given }: FromFileOptions): FileNode | InputNode {
  if (file.files !== undefined) return inputNode(file, DIR_CODEC, undefined);
  const serializer = given === undefined ? serializerForPath(file.path) : resolveSerializer(given);
  const as = INPUTS[codecId(serializer)];
  if (as !== undefined) return { kind: "input", ...file, as };
  return inputNode(file, codecId(serializer), serializer);
}

function inputNode(file: FileState, codec: string, serializer: FileNode["serializer"]): FileNode {
  return {
    kind: "file",
    ...file,
    hash: inputHash(codec, file.content),
    argsHash: file.content,
    depsHash: "",
    identity: `input ${codec} ${file.content}`,
    metadata: undefined,
    serializer,
  };
}

const INPUTS: Readonly<Record<string, InputAs>> = {
  "text@1": "text",
  "bytes@1": "bytes",
  "json@1": "json",
  "lines@1": "lines",
};
