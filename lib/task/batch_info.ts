/** A batch in a project: how it goes with its task. */

import { batchedTwice, batchElsewhere, batchParameters } from "../error/batch_errors.ts";
import { framesOf } from "../graph/frames.ts";
import type { BatchCall } from "../graph/node.ts";
import type { Runtime } from "../graph/runtime.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import type { Analysis, Param } from "../source/types.ts";
import { relPath } from "../util/path.ts";
import { plural } from "../util/text.ts";
import type { Definition } from "./definition.ts";
import { taskInfo } from "./info.ts";

/** What a batch is made of, before any project knows it. */
export interface BatchDefinition {
  readonly own: Definition;
  /** The task whose entries it shares. */
  readonly single: Definition | undefined;
  /** What the last project that asked knows of it. */
  known: { readonly task: TaskInfo; readonly info: BatchInfo } | undefined;
}

/** What a project knows of a batch. */
export interface BatchInfo {
  /** The task that the entries of its items belong to. */
  readonly info: TaskInfo;
  readonly call: BatchCall;
  /** How many arguments an item has at least. */
  readonly least: number;
  /** Whether the last argument of the task is shared by all items. */
  readonly shares: boolean;
}

/** What `runtime` knows of a batch; analysed and checked when first asked for. */
export function batchInfo(definition: BatchDefinition, runtime: Runtime): BatchInfo {
  const { known } = definition;
  const task = taskInfo(definition.single ?? definition.own, runtime);
  if (known?.task === task) return known.info;
  const info = definition.single === undefined
    ? alone(definition.own, runtime)
    : over(definition.single, definition.own, runtime);
  definition.known = { task, info };
  return info;
}

function alone(own: Definition, runtime: Runtime): BatchInfo {
  const info = taskInfo(own, runtime);
  const { name, taskId, place, params } = info;
  const shares = sharesOptions(info);
  return {
    info: { ...info, params: params.length === 0 ? [ITEM] : params },
    call: { name, taskId, place, own: 1, bare: true, fn: own.fn },
    least: 1,
    shares,
  };
}

const ITEM: Param = { name: "item", optional: false, rest: false };

function over(single: Definition, own: Definition, runtime: Runtime): BatchInfo {
  const info = taskInfo(single, runtime);
  const analysis = analyze(own, runtime);
  const name = analysis.binding ?? (own.fn.name || "a batch");
  const { place, params } = analysis;
  checkSite(name, info, analysis);
  const shares = sharesOptions({ name, params, place });
  if (shares) checkOptions(name, info, { params, place });
  const items = shares ? info.params.slice(0, -1) : info.params;
  const rest = items.at(-1)?.rest === true;
  const file = analysis.file && (relPath(analysis.file, runtime.root) ?? analysis.file);
  return {
    info,
    call: {
      name,
      taskId: `${file ?? "unknown"}#${name}`,
      place,
      own: rest ? Infinity : items.length,
      bare: items.length === 1 && !rest,
      fn: own.fn,
    },
    least: items.findLastIndex((param) => !param.optional && !param.rest) + 1,
    shares,
  };
}

/** Its parameters, name and place; its code is part of that of its task. */
function analyze({ fn, trace }: Definition, runtime: Runtime): Analysis {
  return runtime.analyze({
    fn: fn as (...args: never[]) => unknown,
    frames: framesOf(trace),
    hashMode: "deps",
    code: "normalized",
    pinned: true,
  });
}

/** The source text tells of this batch, and of no other, where the task is analysed. */
function checkSite(name: string, info: TaskInfo, analysis: Analysis): void {
  const [first, second] = info.batches;
  if (first !== undefined && second !== undefined) {
    throw batchedTwice(info.name, [first.place, second.place]);
  }
  if (first !== undefined && first.site === analysis.site) return;
  throw batchElsewhere(name, {
    single: info.name,
    place: analysis.place,
    singlePlace: info.place,
  });
}

/** Whether the function takes, besides the items, options that they share. */
function sharesOptions(
  { name, params, place }: Pick<TaskInfo, "name" | "params" | "place">,
): boolean {
  if (params.length > 2 || params.some((param) => param.rest)) {
    throw batchParameters(name, {
      why: `should take the items and at most one object of options, but takes ${
        plural(params.length, "parameter")
      }`,
      hint: "what differs between items belongs into the items",
      place,
    });
  }
  return params.length === 2;
}

/** The options have the same names and defaults in both functions, since the hash is the same. */
function checkOptions(
  name: string,
  info: TaskInfo,
  { params, place }: Pick<TaskInfo, "params" | "place">,
): void {
  const ours = params[1]!;
  const theirs = info.params.at(-1);
  if (info.params.length < 2 || theirs === undefined || theirs.rest) {
    throw batchParameters(name, {
      why: `takes options, but ${info.name} ${info.signature} has none behind its other arguments`,
      hint: `give ${info.name} the same options as its last parameter`,
      place,
    });
  }
  if (optionsText(ours, theirs) === optionsText(theirs, ours)) return;
  throw batchParameters(name, {
    why: `takes options ${optionsText(ours, theirs)}, but ${info.name} takes ${
      optionsText(theirs, ours)
    }`,
    hint: "give both the same names and defaults: they have the same hash",
    place,
  });
}

/** An options parameter for people, in one order; what `other` doesn't tell is left out. */
function optionsText(param: Param, other: Param): string {
  const whole = param.default === undefined
    ? param.optional ? " (optional)" : ""
    : ` = ${flat(param.default)}`;
  if (param.members === undefined || other.members === undefined) return `(…)${whole}`;
  const members = param.members.map(({ name, default: value }) =>
    value === undefined ? name : `${name} = ${flat(value)}`
  ).sort();
  return `{ ${members.join(", ")} }${whole}`;
}

function flat(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
