/** `merkl debug`: of a task, a call, a pipeline; or one call again. */

import { printLine } from "../../util/print_line.ts";
import { debuggerNeedsDeno, hashUnknown, hashUnwired } from "../../error/inspect_errors.ts";
import { isMerklError } from "../../error/merkl_error.ts";
import { painter, wantsColor } from "../../report/color.ts";
import { debugJson } from "../../report/debug_json.ts";
import { debugText } from "../../report/debug_text.ts";
import { jsonValue, readableValue } from "../../report/print_value.ts";
import { livingTasks } from "../../task/registry.ts";
import { type AbsPath, absPath, dirname } from "../../util/path.ts";
import { isFile } from "../../source/project_files.ts";
import type { ProjectForecast } from "../dry_scope.ts";
import { findRoot } from "../root.ts";
import { selfCommand } from "../self_command.ts";
import type { Session } from "../session.ts";
import { openStored } from "../stored_session.ts";
import { askedCall } from "./asked_call.ts";
import { type CallDebug, debugCall } from "./debug_call.ts";
import { debugTask, type TaskDebug } from "./debug_task.ts";
import { execCall } from "./exec.ts";
import { inspect, type Inspection, type InspectRequest, sayWhereStuck } from "./inspection.ts";
import { KnownCalls } from "./known_calls.ts";
import { runWith } from "./past_run.ts";
import { taskTree, type TreeLine } from "./task_tree.ts";

/** A command line of `merkl debug`, taken apart. */
export interface DebugRequest extends Omit<InspectRequest, "file" | "wire"> {
  /** Undefined if only a hash was given. */
  readonly file: string | undefined;
  /** The first digits of a call's hash. */
  readonly hash: string | undefined;
  /** The only argument, if it is a number that may be meant as such digits. */
  readonly maybeHash: string | undefined;
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
      readonly outputs: ProjectForecast["outputs"];
    }
    | undefined;
  /** Why no calls of the pipeline are known. */
  readonly unwired: string | undefined;
  readonly root: AbsPath;
}

/** Prints what is known, or what the body gives; gives the exit code. */
export async function debugCommand(given: DebugRequest): Promise<number> {
  const request = await withHash(given);
  const { file, hash } = request;
  if (file !== undefined) {
    await using inspection = await inspectFile(request, file);
    return await tell(request, inspection);
  }
  await using stored = openStored(request);
  const calls = new KnownCalls(stored.cache);
  const known = (await calls.hashes(hash!)).length > 0;
  if (known && !request.exec) {
    const call = await calls.find(hash!);
    return print(await storedDebug(call.hash, request, { session: stored, calls }), request);
  }
  const run = await runOf(request, calls);
  if (run === undefined && !known) throw hashUnknown(hash!, false);
  await using inspection = run === undefined
    ? await inspect(await taskFile(request, calls, stored))
    : await inspect({ ...run, root: stored.root, lenient: true });
  return await tell(request, inspection);
}

/** The file of a stored call's task, which is loaded only. */
async function taskFile(
  request: DebugRequest,
  calls: KnownCalls,
  { root }: Session,
): Promise<InspectRequest> {
  const { hash, taskId } = await calls.find(request.hash!);
  const name = taskId.slice(0, taskId.lastIndexOf("#"));
  const file = absPath(name, root);
  if (!isFile(file)) throw hashUnwired(hash.slice(0, 12), name);
  const { export: _, ...rest } = request;
  return { ...rest, args: [], file, root, wire: false };
}

/** A number may be an argument of the pipeline, or the first digits of a hash that is known. */
async function withHash(request: DebugRequest): Promise<DebugRequest> {
  const { hash, maybeHash } = request;
  if (hash !== undefined || maybeHash === undefined) return request;
  const root = request.root ?? findRoot(dirname(absPath(request.file!, request.cwd)) as AbsPath);
  try {
    await using stored = openStored({ ...request, root });
    const calls = new KnownCalls(stored.cache);
    const known = (await calls.hashes(maybeHash)).length > 0 ||
      await runWith(maybeHash, calls) !== undefined;
    return known ? { ...request, hash: maybeHash, args: [], open: 0 } : request;
  } catch (error) {
    if (!isMerklError(error)) throw error;
    return request;
  }
}

/** Wires the file; if that doesn't give the call, as the run did that had it. */
async function inspectFile(request: DebugRequest, file: string): Promise<Inspection> {
  const { hash, exec } = request;
  const first = await inspect({ ...request, file, lenient: hash !== undefined });
  const { calls, session } = first;
  if (hash === undefined || first.help !== undefined || calls.wired(hash).length > 0) return first;
  const stored = !exec && (await calls.hashes(hash)).length > 0;
  const run = stored || request.args.length > 0 ? undefined : await runOf(request, calls);
  const same = run !== undefined && absPath(run.file, run.cwd) === first.file;
  if (!same) return first;
  await session[Symbol.asyncDispose]();
  return await inspect({ ...run, root: session.root });
}

/** What the newest run was given that had the call, if it is known. */
async function runOf(
  request: DebugRequest,
  calls: KnownCalls,
): Promise<InspectRequest | undefined> {
  const { run } = await runWith(request.hash!, calls) ?? {};
  const command = run && request.callOfRun(run.argv!);
  if (run === undefined || command === undefined) return undefined;
  const root = request.root ?? findRoot(request.cwd);
  const file = absPath(run.target.slice(0, run.target.lastIndexOf("#")), root);
  const { export: _, ...rest } = request;
  return { ...rest, ...command, file, cwd: root };
}

async function tell(request: DebugRequest, inspection: Inspection): Promise<number> {
  if (inspection.help !== undefined) {
    printLine(inspection.help);
    return 0;
  }
  if (request.exec) {
    const value = await execCall(request.hash!, inspection, sayUnless(request.quiet));
    if (request.json) printLine(JSON.stringify({ version: 1, value: jsonValue(value) }, null, 2));
    else if (value !== undefined) printLine(readableValue(value, wantsColor(Deno.stdout)));
    return 0;
  }
  if (!request.quiet) sayWhereStuck(inspection);
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
    const isKnown = (await calls.hashes(hash)).length > 0;
    if (!isKnown && unwired !== undefined) throw unwired;
    const call = await askedCall(hash, inspection, sayUnless(request.quiet));
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
    const loading = await taskFile(request, calls, session);
    await using loaded = await inspect(loading);
    return livingTasks(loaded.session).find((info) => info.taskId === taskId);
  };
  const parts = { session, calls, scope: undefined, foreseen: [], taskNow };
  return {
    ...{ task: undefined, pipeline: undefined, unwired: undefined, root: session.root },
    call: await debugCall(call, parts),
  };
}

function sayUnless(quiet: boolean): (text: string) => void {
  return (text) => quiet || console.error(`merkl: ${text}`);
}

function print(debug: Debug, { json }: DebugRequest): number {
  if (json) printLine(debugJson(debug));
  else printLine(debugText(debug, painter(wantsColor(Deno.stdout))));
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
