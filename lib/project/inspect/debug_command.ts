/** `merkl debug`: of a task, a call, a pipeline; or one call again. */

import {
  debuggerNeedsDeno,
  hashPast,
  hashUnknown,
  hashUnwired,
} from "../../error/inspect_errors.ts";
import { painter, wantsColor } from "../../report/color.ts";
import { debugJson } from "../../report/debug_json.ts";
import { debugText } from "../../report/debug_text.ts";
import { jsonValue, readableValue } from "../../report/print_value.ts";
import { livingTasks } from "../../task/registry.ts";
import { type AbsPath, absPath } from "../../util/path.ts";
import { isFile } from "../../source/project_files.ts";
import { selfCommand } from "../self_command.ts";
import type { Session } from "../session.ts";
import { openStored } from "../stored_session.ts";
import { type CallDebug, debugCall } from "./debug_call.ts";
import { debugTask, type TaskDebug } from "./debug_task.ts";
import { execCall } from "./exec.ts";
import { inspect, type Inspection, type InspectRequest } from "./inspection.ts";
import { KnownCalls } from "./known_calls.ts";
import { runWith } from "./past_run.ts";
import { taskTree, type TreeLine } from "./task_tree.ts";

/** A command line of `merkl debug`, taken apart. */
export interface DebugRequest extends Omit<InspectRequest, "file" | "wire"> {
  /** Undefined if only a hash was given. */
  readonly file: string | undefined;
  /** The first digits of a call's hash. */
  readonly hash: string | undefined;
  /** Run its body again. */
  readonly exec: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  /** How a past run was called, from its command line; undefined if it can't be told. */
  readonly callOfRun: (argv: readonly string[]) => PastCommand | undefined;
}

/** What a past command line called. */
export type PastCommand = Pick<InspectRequest, "args" | "open" | "export">;

/** What was found. */
export interface Debug {
  readonly task: TaskDebug | undefined;
  readonly call: CallDebug | undefined;
  /** Of a pipeline as a whole. */
  readonly pipeline:
    | {
      readonly name: string;
      readonly tree: readonly TreeLine[];
      readonly outputs: readonly { readonly path: string; readonly state: string }[];
    }
    | undefined;
  /** Why no calls of the pipeline are known. */
  readonly unwired: string | undefined;
  readonly root: AbsPath;
}

/** Prints what is known, or what the body gives; gives the exit code. */
export async function debugCommand(request: DebugRequest): Promise<number> {
  const { file, hash } = request;
  if (file !== undefined) {
    await using inspection = await inspect({ ...request, file });
    return await tell(request, inspection);
  }
  await using stored = openStored(request);
  const calls = new KnownCalls(stored.cache);
  const known = (await calls.hashes(hash!)).length > 0;
  if (known && !request.exec) {
    const call = await calls.find(hash!);
    return print(await storedDebug(call.hash, request, { session: stored, calls }), request);
  }
  await using inspection = await wiredAgain(request, calls, stored);
  return await tell(request, inspection);
}

/** Loads and wires what the run was given that had the call. */
async function wiredAgain(
  request: DebugRequest,
  calls: KnownCalls,
  { root }: Session,
): Promise<Inspection> {
  const hash = request.hash!;
  const run = await runWith(hash, calls);
  const command = run && request.callOfRun(run.argv!);
  if (run === undefined || command === undefined) {
    const known = (await calls.hashes(hash)).length > 0;
    throw known ? hashUnwired(hash) : hashUnknown(hash, false);
  }
  const file = absPath(run.target.slice(0, run.target.lastIndexOf("#")), root);
  const { export: _, ...rest } = request;
  const inspection = await inspect({ ...rest, ...command, file, root, cwd: root });
  const [call] = await calls.hashes(hash);
  if (!request.exec || (await inspection.calls.hashes(hash)).length > 0) return inspection;
  // it is known from the run's graph alone, and isn't wired any more
  await inspection[Symbol.asyncDispose]();
  throw hashPast(call ?? hash, undefined);
}

async function tell(request: DebugRequest, inspection: Inspection): Promise<number> {
  if (inspection.help !== undefined) {
    console.log(inspection.help);
    return 0;
  }
  if (request.exec) {
    if (inspection.unwired !== undefined) throw inspection.unwired;
    const value = await execCall(request.hash!, inspection);
    if (request.json) console.log(JSON.stringify({ version: 1, value: jsonValue(value) }, null, 2));
    else if (value !== undefined) console.log(readableValue(value, wantsColor(Deno.stdout)));
    return 0;
  }
  return print(await loadedDebug(request, inspection), request);
}

/** With a file: the task, the call or the pipeline that is named. */
async function loadedDebug(request: DebugRequest, inspection: Inspection): Promise<Debug> {
  const { session, task, wired, unwired, calls } = inspection;
  const { root } = session;
  const about = task && await debugTask(task, inspection);
  const foreseen = wired?.forecast.tasks ?? [];
  const common = { unwired: unwired?.message, root, pipeline: undefined };
  // of a task that was called with arguments there is just one call to tell of
  const only = request.args.length > 0 && about?.wired.length === 1
    ? about.wired[0]!.hash
    : undefined;
  const hash = request.hash ?? only;
  if (hash !== undefined) {
    const call = await calls.find(hash);
    const taskNow = (id: string) =>
      Promise.resolve(livingTasks(session).find(({ taskId }) => taskId === id));
    const parts = { session, calls, scope: wired?.scope, foreseen, taskNow };
    return { ...common, task: about, call: await debugCall(call, parts) };
  }
  if (about !== undefined || wired === undefined) {
    return { ...common, task: about, call: undefined };
  }
  const { scope, forecast, name } = wired;
  const tree = taskTree(scope.jobs(), foreseen);
  const pipeline = { name, tree, outputs: forecast.outputs };
  return { ...common, task: undefined, call: undefined, pipeline };
}

/** Of a call that is stored: its file is loaded, to tell what the call would be now. */
async function storedDebug(
  hash: string,
  request: DebugRequest,
  { session, calls }: { readonly session: Session; readonly calls: KnownCalls },
): Promise<Debug> {
  const call = (await calls.get([hash]))[0]!;
  const taskNow = async (taskId: string) => {
    const file = absPath(taskId.slice(0, taskId.indexOf("#")), session.root);
    if (!isFile(file)) return undefined;
    const { export: _, ...rest } = request;
    const { root } = session;
    await using loaded = await inspect({ ...rest, args: [], file, root, wire: false });
    return livingTasks(loaded.session).find((info) => info.taskId === taskId);
  };
  const parts = { session, calls, scope: undefined, foreseen: [], taskNow };
  return {
    ...{ task: undefined, pipeline: undefined, unwired: undefined, root: session.root },
    call: await debugCall(call, parts),
  };
}

function print(debug: Debug, { json }: DebugRequest): number {
  if (json) console.log(debugJson(debug));
  else console.log(debugText(debug, painter(wantsColor(Deno.stdout))));
  return 0;
}

/** Starts the same command line under a debugger; gives its exit code. */
export async function underDebugger(args: readonly string[]): Promise<number> {
  if (Deno.build.standalone) throw debuggerNeedsDeno(args);
  const [program, command, ...rest] = selfCommand();
  const io = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
  const all = [command!, "--inspect-wait", ...rest, ...args];
  const { code } = await new Deno.Command(program, { args: all, ...io }).output();
  return code;
}
