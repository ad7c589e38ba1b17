/** The command line's tests, run against one form of the program. */

import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Runs Deno at the top of the repository; gives its exit code. */
export function deno(args: readonly string[], env: Record<string, string> = {}): number {
  const io = { stdin: "null", stdout: "inherit", stderr: "inherit" } as const;
  const options = { args: [...args], cwd: ROOT, env, ...io };
  return new Deno.Command(Deno.execPath(), options).outputSync().code;
}

/** Runs `tests/cli`, and more tests, with a program and its first arguments as merkl. */
export function runCliTests(command: readonly string[], more: readonly string[]): number {
  const args = ["test", "-A", "--quiet", "tests/cli", ...more];
  return deno(args, { MERKL_BIN: command.join(" ") });
}
