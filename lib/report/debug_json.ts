/** What `merkl debug` found, for programs. */

import type { CallDebug } from "../project/inspect/debug_call.ts";
import type { Debug } from "../project/inspect/debug_command.ts";
import type { TaskDebug } from "../project/inspect/debug_task.ts";
import type { Place } from "../error/place.ts";
import { type AbsPath, relPath } from "../util/path.ts";
import { roundMs } from "../util/text.ts";
import { reasonText } from "./reason_text.ts";

/** Version of the format; fields may be added without a new one. */
const VERSION = 1;

/** The JSON; times are in milliseconds. */
export function debugJson({ task, call, pipeline, unwired, root }: Debug): string {
  const json = {
    version: VERSION,
    task: task === undefined ? null : taskJson(task, root),
    call: call === undefined ? null : callJson(call),
    pipeline: pipeline === undefined ? null : {
      name: pipeline.name,
      tree: pipeline.tree.map(({ taskId, place, ...line }) => ({
        ...line,
        task_id: taskId ?? null,
        place: placeJson(place, root),
      })),
      outputs: pipeline.outputs.map(({ path, hash, state }) => ({ path, hash, state })),
    },
    unwired: unwired ?? null,
  };
  return JSON.stringify(json, null, 2);
}

function taskJson({ info, analysis, options, stored, wired }: TaskDebug, root: AbsPath) {
  return {
    name: info.name,
    task_id: info.taskId,
    signature: info.signature,
    place: placeJson(info.place, root),
    code_hash: analysis.codeHash,
    deps_hash: info.depsHash,
    options,
    deps: analysis.deps.map(({ place, version, ...dep }) => ({
      ...dep,
      version: version ?? null,
      place: placeJson(place, root),
    })),
    not_followed: analysis.unfollowed.map(({ place, ...one }) => ({
      ...one,
      place: placeJson(place, root),
    })),
    warnings: analysis.warnings.map(({ place, ...one }) => ({
      ...one,
      place: placeJson(place, root),
    })),
    calls: wired.map(({ hash, state, reason }) => ({
      ...{ hash, state },
      reason: reason === undefined ? null : { ...reason, text: reasonText(reason) },
    })),
    stored: stored.map(({ hash, created, duration }) => ({
      ...{ hash, created: timeJson(created) },
      duration_ms: roundMs(duration),
    })),
  };
}

function callJson({ call, foreseen, arguments: args, value, outputs, log, now }: CallDebug) {
  const { hash, task, taskId, out, depsHash, argsHash, entry } = call;
  const reason = foreseen?.reason;
  return {
    ...{ hash, task, task_id: taskId, out: JSON.parse(out) },
    ...{ deps_hash: depsHash, args_hash: argsHash },
    state: foreseen?.state ?? null,
    reason: reason === undefined ? null : { ...reason, text: reasonText(reason) },
    arguments: args,
    value: value ?? null,
    outputs,
    log: log ?? null,
    now: now ?? null,
    entry: entry === undefined ? null : {
      created: timeJson(entry.created),
      duration_ms: roundMs(entry.duration),
      state: entry.state,
      codec: entry.codec,
      size: entry.size,
      content_hash: entry.contentHash,
      resolved_hash: entry.resolvedHash,
      metadata: parsed(entry.metadata),
      reads: parsed(entry.reads),
      args: parsed(entry.args),
      migrated_from: entry.migratedFrom,
      log_hash: entry.logHash,
      format: entry.format,
    },
  };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

function timeJson(micros: number): string {
  return new Date(micros / 1000).toISOString();
}

function placeJson(place: Place | undefined, root: AbsPath) {
  if (place === undefined) return null;
  const { file, line, column } = place;
  return { file: relPath(file as AbsPath, root) ?? file, line, column };
}
