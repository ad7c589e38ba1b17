/**
 * What the live view costs of a run: `deno run -A bench/live.ts`. Runs the same pipeline on a
 * pseudo-terminal (`script` of util-linux) with the view and, with `CI` set, without it. Times are
 * minima of the run's own duration.
 */

import { fileURLToPath } from "node:url";

const ROUNDS = 5;
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

/** Milliseconds as the summary tells them. */
function run(target: string, live: boolean): number {
  const command = `${Deno.execPath()} run -A ${cli} run --force -j 8 ${target}`;
  const { stdout } = new Deno.Command("script", {
    args: ["-qec", `stty cols 100 rows 30; ${command}`, "/dev/null"],
    cwd: folder,
    env: { TERM: "xterm", CI: live ? "" : "true", NO_COLOR: "1" },
    stdin: "null",
  }).outputSync();
  const text = new TextDecoder().decode(stdout);
  if (live !== text.includes("\x1b[?2026h")) throw new Error(`No view, or one too many:\n${text}`);
  const [, seconds] = / run, (\d+\.\d) s/.exec(text) ?? [];
  if (seconds === undefined) throw new Error(text);
  return 1000 * Number(seconds);
}

const folder = Deno.makeTempDirSync({ prefix: "merkl-bench-" });
try {
  Deno.mkdirSync(`${folder}/.merkl`);
  Deno.writeTextFileSync(`${folder}/p.ts`, PIPELINE);
  for (const name of ["computing", "waiting"]) {
    const best = { plain: Infinity, live: Infinity };
    for (let round = 0; round < ROUNDS; round++) {
      best.plain = Math.min(best.plain, run(`p.ts:${name}`, false));
      best.live = Math.min(best.live, run(`p.ts:${name}`, true));
    }
    const percent = (100 * (best.live / best.plain - 1)).toFixed(1);
    console.log(`${name}: ${best.plain} ms without, ${best.live} ms with the view: ${percent} %`);
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
