/** Brings one output of a run up to date. */

import { codecId, dumpWith, roundTrips, serializerForPath } from "../codec/registry.ts";
import type { Serializer } from "../codec/codec.ts";
import { cannotSerialize } from "../error/task_errors.ts";
import { isUpToDate, type OutputBytes, writeOutput } from "../file/output.ts";
import type { StatMemo } from "../file/stat_memo.ts";
import { NODE, taskName } from "../graph/future.ts";
import type { Event } from "../run/event.ts";
import { resolveSerializer } from "../task/options.ts";
import { displayPath } from "../util/path.ts";
import type { Output } from "./outputs.ts";

/** What is needed to write an output. */
export interface WriteRequest {
  /** What can be seen of the value: a file that holds the same is left alone. */
  readonly identity: string;
  readonly stats: StatMemo;
  /** Called only if the file isn't up to date. */
  readonly value: () => Promise<unknown>;
  readonly report: (event: Event) => void;
}

/** Writes the value to its file, unless the file holds it already. */
export async function bringUpToDate(output: Output, request: WriteRequest): Promise<void> {
  const { path, future } = output;
  const given = givenSerializer(output);
  const how = await writeOutput(request.stats, {
    path,
    identity: request.identity,
    serializer: labelOf(given),
    future: future.hash,
    bytes: async () => {
      const value = await request.value();
      return dump(output, given ?? serializerForPath(path, value), value);
    },
  });
  request.report({ kind: "output", path: displayPath(path), how });
}

/** Whether the file of an output holds the value already. */
export function holdsValue(output: Output, identity: string, stats: StatMemo): boolean {
  const serializer = labelOf(givenSerializer(output));
  return isUpToDate(stats, { path: output.path, identity, serializer });
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
