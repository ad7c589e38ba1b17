/** The command line on a pseudo-terminal, by way of python3. */

import { merklCommand, type TempProject } from "./temp_project.ts";

const ON_TERMINAL = `
import os, pty, select, sys, time
keys = float(sys.argv[1]); answer = sys.argv[2].encode(); command = sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"; os.environ.pop("CI", None)
    os.execvp(command[0], command)
typed = keys == 0; began = None
while True:
    if began is None and os.path.exists("ran"): began = time.time()
    if not typed and began is not None and time.time() - began > keys:
        os.write(terminal, b"\\x03"); typed = True
    if select.select([terminal], [], [], 0.02)[0]:
        try: data = os.read(terminal, 65536)
        except OSError: break
        if not data: break
        if answer and b"[y/N]" in data: os.write(terminal, answer + b"\\n")
        sys.stdout.buffer.write(data)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`;

/**
 * Runs `merkl ARGS` on a terminal; types Ctrl-C so many seconds after the file `ran` is there, and an
 * answer where it is asked whether to go on.
 */
export async function onTerminal(
  project: TempProject,
  args: readonly string[],
  { ctrlCAfter = 0, answer = "" }: { ctrlCAfter?: number; answer?: string } = {},
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", ON_TERMINAL, String(ctrlCAfter), answer, ...merklCommand(), ...args],
    cwd: project.dir,
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
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
