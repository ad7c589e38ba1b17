/** Processes of the command line that run while a test does something else. */

import type { RunResult, TempProject } from "./temp_project.ts";

/** How a process ended, and what it printed. */
export interface Ended extends RunResult {
  /** The signal that ended it. */
  readonly signal: Deno.Signal | null;
}

/** A process that runs. */
export interface Running {
  readonly pid: number;
  kill(signal: Deno.Signal): void;
  readonly status: Promise<Deno.CommandStatus>;
  readonly ended: Promise<Ended>;
}

/** Starts `merkl ARGS`; `said` is called with each piece of what it prints. */
export function start(
  project: TempProject,
  args: readonly string[],
  said: (text: string) => void = () => {},
): Running {
  const child = project.spawn(args);
  const read = async (stream: ReadableStream<Uint8Array>) => {
    let text = "";
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      text += piece;
      said(text);
    }
    return text;
  };
  const streams = Promise.all([child.status, read(child.stdout), read(child.stderr)]);
  const ended = streams.then(([{ code, signal }, stdout, stderr]) => ({
    code,
    signal,
    stdout,
    stderr,
  }));
  void child.stdin.close();
  return { pid: child.pid, kill: (signal) => child.kill(signal), status: child.status, ended };
}

/** Resolves when something is the case, or when a process has ended before; says which. */
export async function until(isSo: () => boolean, running: Running): Promise<boolean> {
  let over = false;
  void running.ended.then(() => over = true);
  while (!over && !isSo()) await pause(10);
  return isSo();
}

/**
 * Resolves when a process listens to signals, given that its Worker for them is being made: that may
 * be ready only when a body has long begun. Linux tells what each thread does, so that a machine with
 * much to do is waited for; elsewhere half a second must do.
 */
export async function listening(pid: number): Promise<void> {
  await pause(500);
  if (Deno.build.os !== "linux") return;
  let last = "";
  for (let rounds = 0, quiet = 0; rounds < 400 && quiet < 4; rounds++) {
    await pause(50);
    const now = asleep(pid);
    quiet = now !== "" && now === last ? quiet + 1 : 0;
    last = now;
  }
}

/** How long the threads of a process's Workers were at work; nothing while one is. */
function asleep(pid: number): string {
  const times: string[] = [];
  try {
    for (const { name } of Deno.readDirSync(`/proc/${pid}/task`)) {
      const stat = Deno.readTextFileSync(`/proc/${pid}/task/${name}/stat`);
      if (!stat.includes("(worker-")) continue;
      // after the name: the state, and the ticks of the processor in the 12th and 13th place
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] !== "S") return "";
      times.push(`${name} ${fields[11]} ${fields[12]}`);
    }
  } catch {
    return ""; // a thread has ended just now
  }
  return times.sort().join();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
