/**
 * What the live view costs of a run: `deno run -A bench/live.ts [rounds]`. Runs the same pipeline on a
 * pseudo-terminal (`script` of util-linux) with the view and, with `CI` set, without it. Minima; the
 * processor's time is that of the whole process, and steadier on a machine that is busy otherwise.
 */

import { fileURLToPath } from "node:url";
import { printTable } from "./measure.ts";

const ROUNDS = Number(Deno.args[0] ?? 5);
const cli = fileURLToPath(new URL("../cli.ts", import.meta.url));

const PIPELINE = `
import { context, task } from "@merkl/merkl";

const busy = task((n: number) => {
  let sum = 0;
  for (let i = 0; i < 3_000_000; i++) {
    sum += Math.sqrt(i + n);
    if (i % 1000 === 0) context().progress(i, 3_000_000);
  }
  return sum;
});
const waits = task(async (n: number) => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return n;
});
export const computing = () => Array.from({ length: 1000 }, (_, n) => busy(n));
export const waiting = () => Array.from({ length: 400 }, (_, n) => waits(n));
`;

/** Milliseconds of a run, as the summary tells them, and those that the processor worked for it. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

function run(target: string, live: boolean): Cost {
  const merkl = `${Deno.execPath()} run -A ${cli} run --force -j 8 ${target}`;
  const command = `TIMEFORMAT="cpu %U %S"; stty cols 100 rows 30; time ${merkl}`;
  const { stdout } = new Deno.Command("script", {
    args: ["-qec", `bash -c '${command}'`, "/dev/null"],
    cwd: folder,
    env: { TERM: "xterm", CI: live ? "" : "true", NO_COLOR: "1" },
    stdin: "null",
  }).outputSync();
  const text = new TextDecoder().decode(stdout);
  if (live !== text.includes("\x1b[?2026h")) throw new Error(`No view, or one too many:\n${text}`);
  const [, seconds] = / run, (\d+\.\d) s/.exec(text) ?? [];
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(text) ?? [];
  if (seconds === undefined || user === undefined) throw new Error(text);
  return { wall: 1000 * Number(seconds), cpu: 1000 * (Number(user) + Number(system)) };
}

function least(costs: readonly Cost[], of: keyof Cost): number {
  return Math.min(...costs.map((cost) => cost[of]));
}

const folder = Deno.makeTempDirSync({ prefix: "merkl-bench-" });
try {
  Deno.mkdirSync(`${folder}/.merkl`);
  Deno.writeTextFileSync(`${folder}/p.ts`, PIPELINE);
  const rows: (string | number)[][] = [];
  for (const name of ["computing", "waiting"]) {
    const [plain, live]: Cost[][] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      plain!.push(run(`p.ts:${name}`, false));
      live!.push(run(`p.ts:${name}`, true));
    }
    const more = (of: keyof Cost) =>
      `${(100 * (least(live!, of) / least(plain!, of) - 1)).toFixed(1)} %`;
    rows.push([
      name,
      ...[plain!, live!].flatMap((costs) => [least(costs, "wall"), least(costs, "cpu")]),
      more("wall"),
      more("cpu"),
    ]);
  }
  printTable(
    ["run", "ms", "ms of processor", "with the view, ms", "of processor", "more", "of processor"],
    rows,
  );
} finally {
  Deno.removeSync(folder, { recursive: true });
}
