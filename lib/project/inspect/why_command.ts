/** `merkl why`: of a hash, an output or a task of a pipeline. */

import { printLine } from "../../util/print_line.ts";
import { outputUnknown } from "../../error/inspect_errors.ts";
import { readSidecar } from "../../file/sidecar.ts";
import { painter, wantsColor } from "../../report/color.ts";
import { whyJson, whyText } from "../../report/why_text.ts";
import { isFile } from "../../source/project_files.ts";
import { plural } from "../../util/text.ts";
import { type AbsPath, absPath, relPath } from "../../util/path.ts";
import type { Session } from "../session.ts";
import { openStored } from "../stored_session.ts";
import { inspect, type InspectRequest, sayWhereStuck } from "./inspection.ts";
import { KnownCalls } from "./known_calls.ts";
import { type Why, whyCall, whyWired } from "./why.ts";

/** A command line of `merkl why`, taken apart. */
export interface WhyRequest extends InspectRequest {
  /** What was asked about, as given. */
  readonly subject: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

const MODULE = /\.(ts|tsx|mts|js|jsx|mjs)$/;
const HASH = /^[0-9a-f]{4,64}$/;

/** Prints why; gives the exit code. */
export async function whyCommand(request: WhyRequest): Promise<number> {
  const { subject, cwd } = request;
  const isPipeline = MODULE.test(request.file) &&
    (request.export !== undefined || isFile(absPath(request.file, cwd)));
  if (isPipeline) return await whyPipeline(request);
  await using session = openStored(request);
  const calls = new KnownCalls(session.cache);
  const isHash = HASH.test(subject) && !isFile(absPath(subject, cwd));
  const hash = isHash ? subject : hashOfOutput(session, absPath(subject, cwd), subject);
  print([await whyCall(await calls.find(hash), { session, calls })], request, true);
  return 0;
}

async function whyPipeline(request: WhyRequest): Promise<number> {
  await using inspection = await inspect(request);
  const { help, unwired, wired, task } = inspection;
  if (help !== undefined) {
    printLine(help);
    return 0;
  }
  if (unwired !== undefined) throw unwired;
  if (!request.quiet) sayWhereStuck(inspection);
  const whys = await whyWired(inspection);
  if (whys.length > 0 || request.json) print(whys, request, task !== undefined);
  else if (!request.quiet) {
    const { length } = wired!.forecast.tasks;
    console.error(
      task === undefined
        ? `nothing would run: ${plural(length, "call")} of tasks, all cached`
        : `${wired!.name}, called with ${
          request.args.length === 0 ? "no" : "these"
        } arguments, makes no call of ${task.name}`,
    );
  }
  return 0;
}

function print(whys: readonly Why[], request: WhyRequest, followed: boolean): void {
  if (request.json) return printLine(whyJson(whys));
  printLine(whyText(whys, { paint: painter(wantsColor(Deno.stdout)), followed }));
}

/** The hash of what was written to a path. */
function hashOfOutput(session: Session, path: AbsPath, given: string): string {
  const { root, cache } = session;
  const name = relPath(path, root) ?? path;
  const future = cache.files.get([name])[0]?.written?.future ?? readSidecar(path)?.hash;
  if (future !== undefined) return future;
  const outputs = cache.files.all().filter(({ written }) => written !== undefined);
  throw outputUnknown(given, outputs.map((row) => row.path));
}
