/** All that is known of one task. */

import type { PastCall } from "../../cache/history.ts";
import type { TaskInfo } from "../../graph/task_info.ts";
import type { Analysis } from "../../source/types.ts";
import { analyzeRequest } from "../../task/analyze_request.ts";
import type { ForeseenTask } from "../../run/forecast.ts";
import type { Inspection } from "./inspection.ts";

/** A task. */
export interface TaskDebug {
  readonly info: TaskInfo;
  readonly analysis: Analysis;
  /** Options in its key that are not as they are by default: name -> as the key has them. */
  readonly options: Readonly<Record<string, string>>;
  /** Its latest stored calls, newest first. */
  readonly stored: readonly PastCall[];
  /** Its calls in the pipeline that is wired. */
  readonly wired: readonly ForeseenTask[];
}

/** How many stored calls are told. */
const MOST_STORED = 3;

/** What options are by default, as the dictionary of a key has them. */
const DEFAULTS: Readonly<Record<string, string>> = {
  outs: "null",
  hashMode: '"deps"',
  codeMode: '"normalized"',
  ignoreArgs: "[]",
  argSerializers: "[]",
  serializer: '[["","value@1"]]',
};

/** Finds out. */
export async function debugTask(info: TaskInfo, inspection: Inspection): Promise<TaskDebug> {
  const { session, calls, wired } = inspection;
  const analysis = session.analyze(analyzeRequest(info.definition));
  const [stored] = await session.cache.history?.calls([info.taskId], MOST_STORED) ?? [];
  const foreseen = wired?.forecast.tasks ?? [];
  return {
    info,
    analysis,
    options: optionsOf(info),
    stored: stored ?? [],
    wired: foreseen.filter(({ hash }) => calls.taskIdOf(hash) === info.taskId),
  };
}

function optionsOf({ depsJson }: TaskInfo): Record<string, string> {
  const dictionary = JSON.parse(depsJson) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(dictionary).flatMap(([key, value]) => {
      const name = /^(?:option|env) (.*)$/s.exec(key)?.[1];
      if (name === undefined || DEFAULTS[name] === value) return [];
      return [[key.startsWith("env ") ? key : name, value]];
    }),
  );
}
