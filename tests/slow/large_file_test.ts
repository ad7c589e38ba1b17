/** Files of 2 GiB are never in memory as a whole. */

import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

const SIZE = 2 * 2 ** 30;

/** MiB. Deno itself takes some 60. */
const MOST = 250;

const PIPELINE = `import { context, type FileRef, Future, task } from "@merkl/merkl";
export const make = task((size: number) => {
  const file = context().tempFile("large.bin");
  Deno.writeTextFileSync(file.path, "start");
  Deno.truncateSync(file.path, size);
  return file;
});
export const look = task(async (file: FileRef) => {
  let size = 0;
  for await (const piece of await file.stream()) size += piece.length;
  return { size, start: (await Deno.open(file.path)).readSync(new Uint8Array(5)) };
});
const rss = () => console.error("PEAK " + /VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))![1]);
globalThis.addEventListener("unload", rss);
export default () => ({ seen: look(make(${SIZE})), file: make(${SIZE}).to("out/large.bin", { sidecar: true }) });
export const from = () => look(Future.fromFile<FileRef>("out/large.bin"));
`;

Deno.test({
  name: "a file of 2 GiB goes through the cache, an output and back with flat memory",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using project = tempProject({ files: { "p.ts": PIPELINE } });
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await project.run(["run", ...args]);
      assert.equal(code, 0, stderr);
      const peak = Number(/PEAK (\d+)/.exec(stderr)![1]) / 1024;
      assert.ok(peak < MOST, `${args.join(" ")}: ${peak} MiB`);
      return stdout + stderr;
    };
    assert.match(await run("p.ts"), /size: 2147483648[^]* 2 run/);
    assert.equal(Deno.statSync(project.path("out/large.bin")).size, SIZE);
    assert.match(await run("p.ts"), / 0 run/);
    assert.match(await run("p.ts:from"), /size: 2147483648[^]* 0 run/);
    // with the cache gone the output is as good
    Deno.removeSync(project.path(".merkl"), { recursive: true });
    Deno.mkdirSync(project.path(".merkl"));
    assert.match(await run("p.ts"), / 1 run/);
  },
});
