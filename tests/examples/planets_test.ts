import assert from "node:assert/strict";
import { join } from "node:path";
import { REPO, tempProject } from "../support/temp_project.ts";

const FILES = ["pipeline.ts", "planets.csv", "deno.json"];

Deno.test("the planets obey Kepler's third law, and an edit of a default trains again", async () => {
  const files = Object.fromEntries(
    FILES.map((name) => [name, Deno.readTextFileSync(join(REPO, "examples/planets", name))]),
  );
  await using project = tempProject({ files });
  const exponent = () => (JSON.parse(project.read("model.json")) as { exponent: number }).exponent;
  const first = await project.run(["run", "pipeline.ts", "--json"]);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /Pluto/);
  assert.ok(Math.abs(exponent() - 1.5) < 0.001, `exponent ${exponent()}`);
  const again = await project.run(["run", "pipeline.ts", "--json"]);
  assert.deepEqual([again.code, again.stdout], [0, first.stdout]);

  const edited = files["pipeline.ts"]!.replace("iterations = 500", "iterations = 3");
  project.write("pipeline.ts", edited);
  assert.equal((await project.run(["run", "pipeline.ts"])).code, 0);
  assert.ok(Math.abs(exponent() - 1.5) > 0.01, `exponent ${exponent()}`);
});
