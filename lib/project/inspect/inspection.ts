/** A project that is looked at: its cache, and a pipeline of it that is loaded and wired but not run. */

import { taskUnknown } from "../../error/inspect_errors.ts";
import { isMerklError, type MerklError } from "../../error/merkl_error.ts";
import type { TaskInfo } from "../../graph/task_info.ts";
import { batchedDefinition, definitionOf } from "../../task/definition.ts";
import { taskInfo } from "../../task/info.ts";
import { holdTasks, livingTasks } from "../../task/registry.ts";
import { type AbsPath, relPath } from "../../util/path.ts";
import { dryRunCache } from "../dry_run.ts";
import type { DryScope, ProjectForecast } from "../dry_scope.ts";
import { whileWiring } from "../early_end.ts";
import { preferred } from "../pick_export.ts";
import { type CallRequest, pipelineCall } from "../pipeline_call.ts";
import { enterProject, loadUserCode, placeOfPipeline } from "../pipeline_file.ts";
import type { LibraryModules } from "../run_pipeline.ts";
import { Session } from "../session.ts";
import { KnownCalls } from "./known_calls.ts";

/** So many of the latest runs are looked through for one of the file. */
const MOST_RUNS = 1000;

/** What is to be looked at. */
export interface InspectRequest extends CallRequest {
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
  readonly library: LibraryModules;
  /** Call the pipeline, so that its calls are known; else only load it. @default {true} */
  readonly wire?: boolean;
  /** Go on if it can't be wired; as always if a task is named. @default {false} */
  readonly lenient?: boolean;
}

/** A pipeline that was wired. */
export interface Wired {
  readonly scope: DryScope;
  readonly forecast: ProjectForecast;
  /** The export that was called. */
  readonly name: string;
}

/** Says where the wiring had to stop, if it had to. */
export function sayWhereStuck({ wired }: Inspection): void {
  const waitsFor = wired?.forecast.waitsFor;
  if (waitsFor === undefined) return;
  console.error(
    `merkl: the pipeline needs the value of ${waitsFor} to go on: what follows can't be told`,
  );
}

/** What was found. */
export interface Inspection extends AsyncDisposable {
  readonly session: Session;
  readonly file: AbsPath;
  /** The task that the user named. */
  readonly task: TaskInfo | undefined;
  readonly wired: Wired | undefined;
  /** Why nothing is wired. */
  readonly unwired: MerklError | undefined;
  readonly calls: KnownCalls;
  /** The help that was asked for instead. */
  readonly help: string | undefined;
}

/**
 * Loads a file, finds what is named in it, and wires the pipeline.
 *
 * @throws {MerklError} as loading does; `task-unknown`; and as wiring does, unless a task is named:
 * that can be looked at alone
 */
export async function inspect(request: InspectRequest): Promise<Inspection> {
  const place = placeOfPipeline(request);
  const { file, root } = place;
  const { cache: folder } = enterProject(place, request);
  holdTasks();
  const module = await whileWiring(request, () => loadUserCode(file, request.library));
  const session = new Session({ root, ...dryRunCache(folder) });
  try {
    const loaded = { path: file, module, sources: session.sources };
    const exports = () => session.sources.exports(file);
    const { task, target: found } = named(request, session, module, exports);
    const target = task === undefined || found.export !== undefined
      ? found
      : await ranLast(found, { session, file, module });
    const optional = task !== undefined || request.lenient === true;
    const wiring = request.wire === false
      ? {}
      : await wire(request, { session, pick: () => pipelineCall(target, loaded), optional });
    const jobs = wiring.wired?.scope.jobs() ?? [];
    return {
      ...{ session, file, task },
      ...{ wired: undefined, unwired: undefined, help: undefined, ...wiring },
      calls: new KnownCalls(session.cache, jobs),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function wire(
  request: InspectRequest,
  { session, pick, optional }: {
    readonly session: Session;
    readonly pick: () => ReturnType<typeof pipelineCall>;
    readonly optional: boolean;
  },
): Promise<Partial<Pick<Inspection, "wired" | "unwired" | "help">>> {
  try {
    const picked = pick();
    if (picked.kind === "help") return { help: picked.text };
    const { scope, forecast } = await whileWiring(request, () => session.wire(picked.call));
    return { wired: { scope, forecast, name: picked.name } };
  } catch (error) {
    if (!optional || !isMerklError(error)) throw error;
    return { unwired: error };
  }
}

/** Of several pipelines of a file, none of them the default, the one that ran last shows a task. */
async function ranLast(
  target: CallRequest,
  { session, file, module }: {
    readonly session: Session;
    readonly file: AbsPath;
    readonly module: Readonly<Record<string, unknown>>;
  },
): Promise<CallRequest> {
  const exports = session.sources.exports(file);
  const candidates = preferred(exports.filter(({ name }) => typeof module[name] === "function"));
  if (candidates.length < 2) return target;
  const path = relPath(file, session.root) ?? file;
  const known = new Map(candidates.map(({ name }) => [`${path}#${name}`, name]));
  const last = (await session.cache.runs(MOST_RUNS)).find((run) => known.has(run.target));
  return last === undefined ? target : { ...target, export: known.get(last.target)! };
}

/** The task that is named, and what is to be called to wire it. */
function named(
  request: InspectRequest,
  session: Session,
  module: Readonly<Record<string, unknown>>,
  exports: () => ReturnType<Session["sources"]["exports"]>,
): { task: TaskInfo | undefined; target: CallRequest } {
  const name = request.export;
  if (name === undefined) return { task: undefined, target: request };
  const { export: _, ...whole } = request;
  if (name in module) {
    const definition = definitionOf(module[name]) ?? batchedDefinition(module[name]);
    if (definition === undefined) return { task: undefined, target: request };
    const others = exports().filter((one) => typeof module[one.name] === "function");
    const [pipeline] = preferred(others);
    // with arguments it is the task that is called, and where there is nothing else to call
    const alone = request.args.length > 0 || pipeline === undefined || pipeline.kind === "task" ||
      pipeline.kind === "batch";
    return { task: taskInfo(definition, session), target: alone ? request : whole };
  }
  const tasks = livingTasks(session);
  const task = tasks.find((info) => info.name === name || info.taskId.endsWith(`#${name}`));
  if (task === undefined) {
    throw taskUnknown(name, [...Object.keys(module), ...tasks.map((info) => info.name)]);
  }
  return { task, target: whole };
}
