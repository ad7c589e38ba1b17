/** A throw-away project on disk, and the command line run in it. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a process said and how it ended. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Working directory; relative to the project's folder. @default {"."} */
  readonly cwd?: string;
  /** Added to the environment; undefined removes a variable. `NO_COLOR=1` is set by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for stdin; without it stdin is empty. */
  readonly stdin?: string;
}

/** A temporary folder with files, which is removed at the end of an `await using` block. */
export interface TempProject extends AsyncDisposable {
  /** Absolute, with symbolic links resolved. */
  readonly dir: string;
  /** Absolute path of a file of the project. */
  path(name: string): string;
  /** Writes a file; folders on the way are made. */
  write(name: string, text: string): void;
  /** The text of a file. Throws if it isn't there. */
  read(name: string): string;
  exists(name: string): boolean;
  /** Runs `merkl ARGS` (see `merklCommand`) in the project's folder and waits for its end. */
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts `merkl ARGS` with piped stdin, stdout and stderr, for tests that signal or stream. */
  spawn(args: readonly string[], options?: RunOptions): Deno.ChildProcess;
}

export interface TempProjectOptions {
  /** Relative path -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Makes an empty `.merkl` folder, so that the root is this folder. @default {true} */
  readonly initialised?: boolean;
}

/** The repository's root. */
export const REPO: string = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The program under test and its first arguments: `$MERKL_BIN`, split at white space (so that the
 * same tests check the bundle and the compiled binary), else `deno run -A cli.ts`.
 */
export function merklCommand(): string[] {
  const given = Deno.env.get("MERKL_BIN")?.trim();
  if (given) return given.split(/\s+/);
  // Packages that a test's pipeline imports must not end up in the repository's lock.
  return [Deno.execPath(), "run", "-A", "--no-lock", join(REPO, "cli.ts")];
}

/** Makes a project in a new temporary folder: `await using project = tempProject({ files })`. */
export function tempProject(options: TempProjectOptions = {}): TempProject {
  const dir = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "merkl-test-" }));
  const path = (name: string) => join(dir, name);
  const write = (name: string, text: string) => {
    Deno.mkdirSync(dirname(path(name)), { recursive: true });
    Deno.writeTextFileSync(path(name), text);
  };
  if (options.initialised ?? true) Deno.mkdirSync(path(".merkl"));
  for (const [name, text] of Object.entries(options.files ?? {})) write(name, text);
  const spawn = (args: readonly string[], run: RunOptions = {}) =>
    spawnMerkl(args, { ...run, cwd: join(dir, run.cwd ?? ".") });
  return {
    dir,
    path,
    write,
    read: (name) => Deno.readTextFileSync(path(name)),
    exists: (name) => exists(path(name)),
    run: (args, run) => finish(spawn(args, run), run?.stdin),
    spawn,
    // Windows may keep a file of a process that has just ended open for a moment.
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }).catch(() => {}),
  };
}

function spawnMerkl(args: readonly string[], options: RunOptions): Deno.ChildProcess {
  const [program, ...first] = merklCommand();
  const env: Record<string, string> = { ...Deno.env.toObject(), NO_COLOR: "1" };
  delete env["FORCE_COLOR"];
  for (const [name, value] of Object.entries(options.env ?? {})) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return new Deno.Command(program!, {
    args: [...first, ...args],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function finish(child: Deno.ChildProcess, stdin = ""): Promise<RunResult> {
  const writer = child.stdin.getWriter();
  // A program that ends without reading its input closes the pipe: that is its right.
  const fed = writer.write(new TextEncoder().encode(stdin)).then(() => writer.close())
    .catch(() => {});
  const { code, stdout, stderr } = await child.output();
  await fed;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
