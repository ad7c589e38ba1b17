import assert from "node:assert/strict";
import { tempProject } from "../support/temp_project.ts";

Deno.test("a pipeline may import what caches are made of", async () => {
  await using project = tempProject({
    files: {
      "store.ts": `
        import { MemoryCache } from "@merkl/merkl/cache";
        import { cacheContract } from "@merkl/merkl/contract";
        import { Future } from "@merkl/merkl";
        export const known = [new MemoryCache().check, cacheContract, Future].map((it) => typeof it);
      `,
      "pipeline.ts": `
        import { task } from "@merkl/merkl";
        import { known } from "./store.ts";
        const two = task(() => 2);
        export const main = () => ({ two: two(), known: known.join() });
      `,
      "wrong.ts": `import "@merkl/merkl/cash";\nexport const main = () => 1;\n`,
    },
  });
  const { stdout, stderr, code } = await project.run(["run", "--json", "pipeline.ts"]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout).value, { two: 2, known: "function,function,function" });
  const wrong = await project.run(["run", "wrong.ts"]);
  assert.equal(wrong.code, 3);
  assert.match(wrong.stderr, /merkl has no export \.\/cash/);
});
