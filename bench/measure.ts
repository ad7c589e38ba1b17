/** What the measurements share: timing processes, temporary folders, tables. */

import { fileURLToPath } from "node:url";

/** The command that is measured: `$MERKL_BIN`, or this repository's `cli.ts` under this Deno. */
export function merklCommand(): readonly [string, ...string[]] {
  const given = Deno.env.get("MERKL_BIN")?.trim().split(/\s+/);
  if (given !== undefined && given[0] !== undefined) return given as [string, ...string[]];
  return [Deno.execPath(), "run", "-A", fileURLToPath(new URL("../cli.ts", import.meta.url))];
}

/** Runs a command in `cwd`; gives its time in milliseconds. Throws if it fails. */
export function timed(command: readonly [string, ...string[]], cwd: string): number {
  const [program, ...args] = command;
  const process = new Deno.Command(program, { args, cwd, stdout: "null", stderr: "piped" });
  const start = performance.now();
  const { success, stderr } = process.outputSync();
  const time = performance.now() - start;
  if (!success) throw new Error(`${command.join(" ")}\n${new TextDecoder().decode(stderr)}`);
  return time;
}

/** What a process took, in milliseconds. */
export interface Took {
  /** By the clock. */
  readonly clock: number;
  /** Of the processor's time, which is steadier on a machine that is busy otherwise. */
  readonly worked: number;
}

/** Runs a command in `cwd`. Throws if it fails. */
export function took(command: readonly [string, ...string[]], cwd: string): Took {
  const { success, stderr } = new Deno.Command("bash", {
    args: ["-c", 'TIMEFORMAT="took %R %U %S"; time "$@"', "bash", ...command],
    cwd,
    stdout: "null",
    stderr: "piped",
  }).outputSync();
  const text = new TextDecoder().decode(stderr);
  const [, clock, user, system] = /took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(text) ?? [];
  if (!success || clock === undefined) throw new Error(`${command.join(" ")}\n${text}`);
  return { clock: 1000 * Number(clock), worked: 1000 * (Number(user) + Number(system)) };
}

/** The milliseconds that the processor works for a command; see {@linkcode took}. */
export function worked(command: readonly [string, ...string[]], cwd: string): number {
  return took(command, cwd).worked;
}

/** The least of several measurements, by the clock and of the processor's time. */
export function leastTook(all: readonly Took[]): Took {
  return {
    clock: Math.min(...all.map((one) => one.clock)),
    worked: Math.min(...all.map((one) => one.worked)),
  };
}

/** The least of `rounds` measurements: what is left when nothing else disturbs. */
export function least(rounds: number, measure: () => number): number {
  return Math.min(...Array.from({ length: rounds }, measure));
}

/** Calls `use` with a new folder; it is removed when the process ends, not while others measure. */
export function inNewFolder<T>(use: (folder: string) => T): T {
  const folder = Deno.makeTempDirSync({ prefix: "merkl-bench-" });
  folders.push(folder);
  return use(folder);
}

const folders: string[] = [];
addEventListener("unload", () => {
  for (const folder of folders) Deno.removeSync(folder, { recursive: true });
});

/** Prints a table in Markdown. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const lines = [head, head.map((_, i) => i === 0 ? "---" : "---:"), ...rows];
  console.log(lines.map((line) => `| ${line.join(" | ")} |`).join("\n") + "\n");
}

/** A count as people write it: `100,000`. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number with two or three digits that count. */
export function short(value: number): string {
  return value >= 100 ? count(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}
