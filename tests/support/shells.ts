/** Shells at a pseudo-terminal, by way of python3, with `merkl` on their path. */

import { join } from "node:path";
import { denoDir } from "./deno_dir.ts";
import { merklCommand, type TempProject } from "./temp_project.ts";

/**
 * Types `keys[i][0]`, then waits until the shell has written `keys[i][1]`, at most 60 s; if it hasn't,
 * that was all.
 */
const TYPE = `
import json, os, pty, select, signal, sys, time
command, keys = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="", COLUMNS="200", LINES="50")
    os.execvp(command[0], command)
written = ""
for text, expected in keys:
    mark = len(written)
    os.write(terminal, text.encode())
    end = time.time() + 60
    while expected not in written[mark:] and time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try: written += os.read(terminal, 65536).decode(errors="replace")
            except OSError: end = 0
    if expected not in written[mark:]: break
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
sys.stdout.write(written)
`;

/** Whether a program is on the path. */
export function has(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** An environment in which `merkl` is the program under test. */
export function withMerkl(project: TempProject): Record<string, string> {
  const program = merklCommand().map((word) => `'${word}'`).join(" ");
  project.write("bin/merkl", `#!/bin/sh\nexec ${program} "$@"\n`);
  Deno.chmodSync(project.path("bin/merkl"), 0o755);
  const path = `${join(project.dir, "bin")}:${Deno.env.get("PATH")}`;
  return { PATH: path, HOME: project.dir, DENO_DIR: denoDir() };
}

/** Starts a shell, types, and gives all that it wrote. */
export async function typeInto(
  shell: readonly string[],
  keys: readonly (readonly [text: string, expected: string])[],
  project: TempProject,
): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", TYPE, JSON.stringify([shell, keys])],
    cwd: project.dir,
    env: withMerkl(project),
  }).output();
  const text = new TextDecoder().decode(stdout);
  return text === "" ? new TextDecoder().decode(stderr) : text;
}
