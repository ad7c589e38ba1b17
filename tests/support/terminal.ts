/** The command line on a pseudo-terminal, by way of python3. */

import assert from "node:assert/strict";
import { merklCommand, type TempProject } from "./temp_project.ts";

/** Tells the process's id on standard error; what comes by standard input is typed. */
const ON_TERMINAL = `
import os, pty, select, sys
command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"; os.environ.pop("CI", None)
    os.execvp(command[0], command)
os.write(2, (str(pid) + "\\n").encode())
sources = [terminal, 0]
while True:
    ready = select.select(sources, [], [])[0]
    if 0 in ready:
        keys = os.read(0, 1024)
        if keys: os.write(terminal, keys)
        else: sources = [terminal]
    if terminal in ready:
        try: data = os.read(terminal, 65536)
        except OSError: break
        if not data: break
        os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`;

/** What is typed to interrupt. */
export const CTRL_C = "\x03";

/** A process on a terminal. */
export interface OnTerminal {
  readonly pid: number;
  /** Waits until something was printed, or the process has ended. */
  seen(pattern: RegExp): Promise<void>;
  type(keys: string): Promise<void>;
}

/** Runs `merkl ARGS` on a terminal; `person` sees what it prints, and types. */
export async function onTerminal(
  project: TempProject,
  args: readonly string[],
  person: (terminal: OnTerminal) => Promise<void> = async () => {},
): Promise<{ code: number; text: string }> {
  const child = new Deno.Command("python3", {
    args: ["-c", ON_TERMINAL, ...merklCommand(), ...args],
    cwd: project.dir,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let text = "";
  let wake = () => {};
  const reading = (async () => {
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += piece;
      wake();
    }
  })();
  const typing = child.stdin.getWriter();
  const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const first = (await errors.read()).value ?? "";
  assert.match(first, /^\d+\n$/);
  await person({
    pid: Number(first),
    async seen(pattern) {
      const over = reading.then(() => "over");
      while (!pattern.test(text)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        if (await Promise.race([promise, over]) === "over") return;
      }
    },
    type: (keys) => typing.write(new TextEncoder().encode(keys)),
  });
  await reading;
  const { code } = await child.status;
  await Promise.all([typing.close().catch(() => {}), errors.cancel()]);
  return { code, text };
}

/** Whether there are pseudo-terminals here. Says so if not, for then less is tested. */
export const hasTerminals: boolean = (() => {
  try {
    const { success } = new Deno.Command("python3", { args: ["-c", "import pty"] }).outputSync();
    if (success) return true;
  } catch {
    // no python3 at all
  }
  console.warn("No python3 with pty: what is tested on a terminal is left out");
  return false;
})();
