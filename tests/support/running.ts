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
  return { pid: child.pid, kill: (signal) => child.kill(signal), ended };
}

/** Resolves when something is the case, or when a process has ended before; says which. */
export async function until(isSo: () => boolean, running: Running): Promise<boolean> {
  let over = false;
  void running.ended.then(() => over = true);
  while (!over && !isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  return isSo();
}
