/** A run whose results can't be sent in time. */

import assert from "node:assert/strict";
import { denoDir } from "../support/deno_dir.ts";
import { tempProject } from "../support/temp_project.ts";
import { freshAddress, KEYS, serverTest } from "./support/bucket.ts";
import { faultyProxy } from "./support/faulty_proxy.ts";

const PIPELINE = `
import { task } from "@merkl/merkl";
const square = task((n: number) => {
  Deno.writeTextFileSync("bodies.log", "square ", { append: true });
  return n * n;
});
export const main = () => [1, 2, 3].map((n) => square(n));
`;

serverTest("Ctrl-C ends the wait for what is being sent, and the next run sends it", async () => {
  const direct = await freshAddress();
  await using proxy = faultyProxy({ kind: "stall", after: 0 });
  const slow = direct.replace(/endpoint=.*/, `endpoint=${proxy.endpoint}`);
  const env = { ...KEYS, HOME: "/nonexistent", DENO_DIR: denoDir() } as Record<string, string>;
  await using first = tempProject({ files: { "pipeline.ts": PIPELINE } });
  const modes = ["--cache", "local:rw,remote:w"];
  const child = first.spawn(["run", ...modes, "pipeline.ts"], {
    env: { ...env, MERKL_REMOTE: slow },
  });
  await child.stdin.close();
  let said = "";
  let told = false;
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (told || !said.includes("sending 3 results")) continue;
      told = true; // once: the second one would end the process
      child.kill("SIGINT");
    }
  })();
  const stdout = await new Response(child.stdout).text();
  await reading;
  assert.equal((await child.status).code, 0, said);
  assert.match(stdout, /9/);
  assert.match(said, /3 results not sent to s3:.*; the next run sends them/);

  // with nothing else to do
  const next = await first.run(["run", "pipeline.ts"], { env: { ...env, MERKL_REMOTE: direct } });
  assert.match(next.stderr, /3 cached/);
  await using second = tempProject({ files: { "pipeline.ts": PIPELINE } });
  const there = await second.run(["run", "pipeline.ts"], {
    env: { ...env, MERKL_REMOTE: direct },
  });
  assert.equal(there.code, 0, there.stderr);
  assert.equal(second.exists("bodies.log"), false, next.stderr + there.stderr);
});
