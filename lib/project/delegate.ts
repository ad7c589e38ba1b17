/**
 * `--deno`: the binary hands a command line to the Deno of this machine, which runs the same version
 * of merkl from JSR. What it takes is what the binary can't have: packages that a pipeline imports.
 */

import { isFile } from "../util/exists.ts";
import { denoNotFound, denoTooOld } from "../error/load_errors.ts";
import { join } from "../util/path.ts";

/** The oldest Deno that merkl runs with. */
const OLDEST = [2, 9] as const;

/** The file of the Deno on the PATH, if there is one. */
export function findDeno(path: string | undefined = Deno.env.get("PATH")): string | undefined {
  const windows = Deno.build.os === "windows";
  const name = windows ? "deno.exe" : "deno";
  return (path ?? "").split(windows ? ";" : ":")
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isFile);
}

/**
 * The command that does what merkl was asked for with Deno.
 * @throws {MerklError} `deno-not-found`, `deno-too-old`
 */
export function delegateCommand(
  args: readonly string[],
  { deno, version }: { readonly deno: string | undefined; readonly version: string },
): readonly [program: string, ...args: string[]] {
  if (deno === undefined) throw denoNotFound();
  const found = versionOf(deno);
  if (found !== undefined && isOlder(found)) throw denoTooOld(deno, found, OLDEST.join("."));
  return [deno, "run", "-A", `jsr:@merkl/merkl@${version}/cli`, ...args];
}

/** Runs such a command in place of this process; gives its exit code. */
export async function delegate(command: readonly [string, ...string[]]): Promise<number> {
  const [program, ...args] = command;
  const io = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
  const windows = Deno.build.os === "windows";
  // a terminal's Ctrl-C reaches the child by itself; this process must only outlive it
  const signals: readonly Deno.Signal[] = windows ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  let child: Deno.ChildProcess | undefined;
  const pass = signals.map((signal) => [signal, () => passOn(child!, signal)] as const);
  // before there is a child, which else might be left behind
  for (const [signal, listener] of pass) Deno.addSignalListener(signal, listener);
  try {
    child = new Deno.Command(program, { args, ...io }).spawn();
    return (await child.status).code;
  } finally {
    for (const [signal, listener] of pass) Deno.removeSignalListener(signal, listener);
  }
}

function passOn(child: Deno.ChildProcess, signal: Deno.Signal): void {
  if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
  try {
    child.kill(signal);
  } catch {
    // it has just ended
  }
}

function versionOf(deno: string): readonly number[] | undefined {
  try {
    const { stdout } = new Deno.Command(deno, { args: ["--version"] }).outputSync();
    const found = /^deno (\d+)\.(\d+)/.exec(new TextDecoder().decode(stdout));
    return found === null ? undefined : [Number(found[1]), Number(found[2])];
  } catch {
    return undefined;
  }
}

function isOlder([major = 0, minor = 0]: readonly number[]): boolean {
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
