/** Asks programs for their version. */

import { programMissing, programWithoutVersion } from "../error/version_errors.ts";
import { atMost } from "../util/at_most.ts";
import { isAbsolute, join } from "../util/path.ts";
import { nearest } from "../util/text.ts";

/** A program that was asked. */
export interface FoundProgram {
  readonly program: string;
  /** The first line that it prints. */
  readonly version: string;
  /** Absolute path of the file that is run. */
  readonly path: string;
}

/** How long a program may take, in milliseconds. */
const TIMEOUT = 5000;

/** Tried one after the other until one works: ffmpeg and older Javas know the second only. */
const FLAGS = ["--version", "-version"];

/**
 * Runs `PROGRAM --version`.
 *
 * @param timeout Milliseconds for each try
 * @throws {MerklError} `program-missing`, `program-without-version`
 */
export async function askProgram(program: string, timeout = TIMEOUT): Promise<FoundProgram> {
  const path = pathOf(program);
  if (path === undefined) throw programMissing(program, nearest(program, programs()));
  let why: string | undefined;
  for (const flag of FLAGS) {
    const told = await ask(path, { flag, timeout });
    if ("version" in told) return { program, version: told.version, path };
    why ??= `${program} ${flag} ${told.why}`;
    if (told.late) break;
  }
  throw programWithoutVersion(program, why!);
}

type Told = { readonly version: string } | { readonly why: string; readonly late?: boolean };

async function ask(
  path: string,
  { flag, timeout }: { readonly flag: string; readonly timeout: number },
): Promise<Told> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(path, {
      args: [flag],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    return { why: `can't be run: ${(error as Error).message}` };
  }
  // what it started may hold its streams open when it is gone, so that the end isn't waited for
  const done = await atMost(timeout, child.output());
  if (done === undefined) {
    try {
      child.kill("SIGKILL");
    } catch {
      // it has just ended
    }
    child.unref();
    return { why: `gave no answer within ${timeout / 1000} s`, late: true };
  }
  const lines = [done.stdout, done.stderr].map(firstLine);
  if (!done.success) {
    const said = lines[1] ?? lines[0];
    return { why: `failed with exit code ${done.code}${said === undefined ? "" : `: ${said}`}` };
  }
  const version = lines[0] ?? lines[1];
  return version === undefined ? { why: "printed nothing" } : { version };
}

function firstLine(bytes: Uint8Array): string | undefined {
  // deno-lint-ignore no-control-regex -- colours
  const text = new TextDecoder().decode(bytes).replace(/\x1b\[[\d;]*m/g, "");
  return text.split(/\r?\n/).map((line) => line.trim()).find((line) => line !== "");
}

const WINDOWS = Deno.build.os === "windows";

/** The file that is run, as a shell finds it. */
function pathOf(program: string): string | undefined {
  if (/[/\\]/.test(program)) {
    const path = isAbsolute(program) ? program : join(Deno.cwd(), program);
    return isProgram(path) ? path : undefined;
  }
  for (const folder of folders()) {
    for (const suffix of SUFFIXES) {
      const path = join(folder, program + suffix);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

const SUFFIXES = WINDOWS ? ["", ...(Deno.env.get("PATHEXT") ?? ".EXE").split(";")] : [""];

function folders(): string[] {
  return (Deno.env.get("PATH") ?? "").split(WINDOWS ? ";" : ":").filter((path) => path !== "");
}

function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (WINDOWS || mode === null || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

function programs(): Set<string> {
  const names = folders().flatMap((folder) => {
    try {
      return [...Deno.readDirSync(folder)].map(({ name }) => name);
    } catch {
      return [];
    }
  });
  return new Set(WINDOWS ? names.map((name) => name.replace(/\.\w+$/, "")) : names);
}
