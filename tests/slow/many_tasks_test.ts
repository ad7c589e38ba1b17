/** Hundreds of thousands of tasks, whole processes: nothing is recursive, quadratic or kept too long. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { merklCommand } from "../support/temp_project.ts";

const COUNT = 200_000;

/** Megabytes of old objects that V8 may keep: a machine with little memory gives so much by itself. */
const HEAP = 640;

const PIPELINE = `
import { type Future, task } from "@merkl/merkl";

const next = task((n: number) => n + 1);
const total = task((numbers: number[]) => numbers.reduce((a, b) => a + b, 0));

export function chain(): Future<number> {
  let last = next(0);
  for (let i = 1; i < ${COUNT}; i++) last = next(last);
  return last;
}

export function fan(): Future<number> {
  return total(Array.from({ length: ${COUNT} }, (_, i) => next(i)));
}
`;

const SHAPES = {
  chain: { value: COUNT, tasks: COUNT },
  fan: { value: COUNT * (COUNT + 1) / 2, tasks: COUNT + 1 },
};

for (const [shape, { value, tasks }] of Object.entries(SHAPES)) {
  Deno.test(`a ${shape} of ${COUNT} tasks runs to its end, and has nothing to do afterwards`, async () => {
    const dir = Deno.makeTempDirSync({ prefix: "merkl-many-" });
    try {
      Deno.writeTextFileSync(join(dir, "merkl.json"), "{}");
      Deno.writeTextFileSync(join(dir, "pipeline.ts"), PIPELINE);
      assert.deepEqual(await run(dir, shape), { value, tasks, cached: 0, run: tasks });
      assert.deepEqual(await run(dir, shape), { value, tasks, cached: tasks, run: 0 });
    } finally {
      Deno.removeSync(dir, { recursive: true });
    }
  });
}

async function run(cwd: string, shape: string) {
  const [program, ...args] = merklCommand();
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: [...args, "run", "--json", `pipeline.ts:${shape}`],
    cwd,
    env: { DENO_V8_FLAGS: `--max-old-space-size=${HEAP}` },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const { value, summary: { tasks, cached, run } } = JSON.parse(new TextDecoder().decode(stdout));
  return { value, tasks, cached, run };
}
