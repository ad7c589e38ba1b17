/** Brings one output of a run up to date. */

import { codecId, dumpWith, roundTrips, serializerForPath } from "../codec/registry.ts";
import type { Serializer } from "../codec/codec.ts";
import { DIR_CODEC, FILE_CODEC } from "../codec/manifest.ts";
import { cannotSerialize } from "../error/task_errors.ts";
import { isMerklError, retold } from "../error/merkl_error.ts";
import {
  isUpToDate,
  type OutputBytes,
  type OutputCopy,
  type OutputOutcome,
  writeOutput,
} from "../file/output.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import { NODE, taskName } from "../graph/future.ts";
import type { Event } from "../run/event.ts";
import { resolveSerializer } from "../task/options.ts";
import type { DirRef } from "../task/dir_ref.ts";
import { FILE_REF, type FileRef, isFileRef } from "../task/file_ref.ts";
import { basename, displayPath } from "../util/path.ts";
import type { Output } from "./outputs.ts";
import { contentOfRef, folderHolds, keepsFolder, writeFolder } from "./write_folder.ts";

/** What is needed to write an output. */
export interface WriteRequest {
  /** What can be seen of the value: a file that holds the same is left alone. */
  readonly identity: string;
  /** Of the value's entry; undefined for an input. */
  readonly codec: string | undefined;
  readonly stats: StatMemo;
  /** Called only if the file isn't up to date. */
  readonly value: () => Promise<unknown>;
  readonly report: (event: Event) => void;
}

/** Writes the value to its file, unless the file holds it already. */
export async function bringUpToDate(
  output: Output,
  request: WriteRequest,
): Promise<OutputOutcome> {
  const { path } = output;
  const how = await write(output, request).catch((error) => {
    // not what went wrong while the value was made
    const isOutputs = isMerklError(error) && /^(?:output|serializer)-/.test(error.code);
    throw isOutputs ? retold(error, { place: output.place }) : error;
  });
  request.report({ kind: "output", path: displayPath(path), how });
  return how;
}

async function write(output: Output, request: WriteRequest): Promise<OutputOutcome> {
  const { path, future } = output;
  const given = givenSerializer(output);
  const { identity, stats } = request;
  const what = { path, identity, serializer: labelOf(given), future: future.hash };
  if (request.codec === DIR_CODEC && given === undefined) {
    if (keepsFolder(stats, what)) return "unchanged";
    return await writeFolder(stats, { ...what, value: await request.value() as DirRef });
  }
  return await writeOutput(stats, {
    ...what,
    bytes: async () => {
      const value = await request.value();
      if (isFileRef(value) && given === undefined) return copyOf(value, path, stats);
      return dump(output, given ?? serializerForPath(displayPath(path), value), value);
    },
  });
}

/** A file's content as it is; it stands for the value if its name is the same. */
function copyOf(file: FileRef, path: string, stats: StatMemo): OutputCopy {
  return {
    file: file[FILE_REF].path,
    contentHash: contentOfRef(stats, file),
    codec: FILE_CODEC,
    lossless: file.name === basename(path),
  };
}

/** Whether the file of an output holds the value already. */
export function holdsValue(
  output: Output,
  { identity, codec, stats }: Pick<WriteRequest, "identity" | "codec" | "stats">,
): boolean {
  const given = givenSerializer(output);
  const what = { path: output.path, identity, serializer: labelOf(given) };
  return codec === DIR_CODEC && given === undefined
    ? folderHolds(stats, what)
    : isUpToDate(stats, what);
}

/** How the record of a file names the serialiser that an output was given. */
export function serializerLabel(output: Output): string {
  return labelOf(givenSerializer(output));
}

/** The codec of an output's value, as far as it tells a file or folder. */
export function codecOf({ future }: Output, head: { readonly codec: string } | undefined) {
  const node = future[NODE];
  if (node.kind !== "file" || node.serializer !== undefined) return head?.codec;
  return node.files === undefined ? FILE_CODEC : DIR_CODEC;
}

function givenSerializer({ options }: Output): Serializer | undefined {
  return options.serializer === undefined ? undefined : resolveSerializer(options.serializer);
}

/** The path decides if no serialiser is named, and it is part of a file's record already. */
function labelOf(serializer: Serializer | undefined): string {
  return serializer === undefined ? "by extension" : codecId(serializer);
}

function dump(output: Output, serializer: Serializer, value: unknown): OutputBytes {
  try {
    const bytes = dumpWith(serializer, value);
    const lossless = serializer.lossless === true || roundTrips(serializer, value, bytes);
    return { bytes, codec: codecId(serializer), lossless };
  } catch (cause) {
    throw cannotSerialize(taskName(output.future[NODE]), {
      serializer: serializer.name,
      cause,
      place: output.place,
    });
  }
}
