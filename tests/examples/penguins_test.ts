/** The example, as its README tells it: what runs at first, and what after which edit. */

import assert from "node:assert/strict";
import { exampleProject } from "../support/example_project.ts";
import type { TempProject } from "../support/temp_project.ts";

const ALL = ["clean", "draw", "evaluate", "load", "measure", "report", "split", "train"];

interface Printed {
  readonly value: { accuracy: number; confusion: { counts: number[][] } };
}

/** Runs the pipeline; gives what it prints and the names of the tasks whose bodies ran. */
async function run(project: TempProject, args: readonly string[] = []) {
  const { code, stdout, stderr } = await project.run([
    "run",
    "-v",
    "--json",
    "pipeline.ts",
    ...args,
  ]);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /warning/);
  const ran = [...stderr.matchAll(/^run (\w+)/gm)].map(([, name]) => name!).sort();
  return { ran, value: (JSON.parse(stdout) as Printed).value };
}

/** Replaces a text that must be there. */
function edit(project: TempProject, file: string, from: string, to: string): void {
  const text = project.read(file);
  assert.ok(text.includes(from), `${file} has no ${from}`);
  project.write(file, text.replace(from, to));
}

Deno.test("the example runs whole, then not at all", async () => {
  await using project = exampleProject();
  const first = await run(project);
  assert.deepEqual(first.ran, ALL);
  assert.ok(first.value.accuracy > 0.9 && first.value.accuracy < 1);
  assert.equal(first.value.confusion.counts.flat().reduce((a, b) => a + b), 85);
  assert.match(project.read("out/report.html"), /<h1>Penguins<\/h1>[^]*<svg/);
  assert.deepEqual(JSON.parse(project.read("out/model.json")).labels, [
    "Adelie",
    "Chinstrap",
    "Gentoo",
  ]);
  const again = await run(project);
  assert.deepEqual(again, { ran: [], value: first.value });
  const longer = await run(project, ["500"]);
  assert.ok(longer.ran.includes("train") && !longer.ran.includes("split"));
});

Deno.test("the edits that the example suggests run what they say", async (t) => {
  await using project = exampleProject();
  await run(project);
  const step = (name: string, change: () => void, expected: readonly string[]) =>
    t.step(name, async () => {
      change();
      assert.deepEqual((await run(project)).ran, expected);
    });
  await step(
    "a comment",
    () =>
      edit(project, "lib/softmax.ts", "/** The most probable label. */", "/** The best label. */"),
    [],
  );
  await step("the name of a function", () => {
    for (const file of ["lib/metrics.ts", "pipeline.ts"]) {
      project.write(file, project.read(file).replaceAll(/\bshare\b(?=[ (,])/g, "accuracyOf"));
    }
  }, []);
  await step("a colour", () => edit(project, "lib/chart.ts", "#4c78a8", "#000000"), [
    "draw",
    "report",
  ]);
  await step(
    "the text of the report",
    () => edit(project, "lib/report.ts", "<h1>Penguins</h1>", "<h1>All penguins</h1>"),
    ["report"],
  );
  await step(
    "a filter that lets the same rows pass",
    () =>
      edit(project, "lib/penguin.ts", "row[measure] !== null", "typeof row[measure] === 'number'"),
    ["clean"],
  );
  await step(
    "the learning rate",
    () => edit(project, "pipeline.ts", "learningRate: 0.5", "learningRate: 0.01"),
    ["evaluate", "report", "train"],
  );
  await step(
    "how it is shuffled",
    () => edit(project, "lib/random.ts", "0x6D2B79F5", "0x6D2B79F7"),
    ["evaluate", "measure", "report", "split", "train"],
  );
  await step("an output that is gone", () => Deno.removeSync(project.path("out/report.html")), []);
  assert.match(project.read("out/report.html"), /All penguins/);
});
