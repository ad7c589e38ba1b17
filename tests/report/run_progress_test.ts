import assert from "node:assert/strict";
import type { MerkleHash } from "../../lib/hash/digest.ts";
import { RunProgress } from "../../lib/report/run_progress.ts";

const subject = (task: string, n = 0) => ({ task, hash: `${task}${n}` as MerkleHash });

/** A run whose clock stands still until it is moved. */
function setUp() {
  const clock = { now: 1000 };
  const progress = new RunProgress(() => clock.now);
  const start = (task: string, n?: number, expected?: number) =>
    progress.event({
      kind: "start",
      subject: subject(task, n ?? 0),
      reason: { kind: "new" },
      expected,
    });
  const done = (task: string, n: number, duration: number) =>
    progress.event({ kind: "done", subject: subject(task, n), duration });
  return { clock, progress, start, done };
}

Deno.test("a line says what is done, what runs and for how long", () => {
  const { clock, progress, start, done } = setUp();
  progress.event({ kind: "plan", cached: 0, wanted: 1000 });
  assert.equal(progress.line(), "0/1,000 done");
  start("train");
  clock.now += 34_000;
  assert.equal(progress.line(), "0/1,000 done, 1 running: train 34.0 s");
  start("check", 1);
  assert.equal(progress.line(), "0/1,000 done, 2 running: train 34.0 s, …");
  done("train", 0, 34_000);
  progress.event({ kind: "failed", subject: subject("check", 1), error: 1 });
  progress.event({ kind: "plan", cached: 12, wanted: 990 });
  assert.equal(progress.line(), "1/990 done, 1 failed, 12 cached");
});

Deno.test("the frame has a line for each body that fits, with what it says and what is expected", () => {
  const { clock, progress, start, done } = setUp();
  progress.event({ kind: "plan", cached: 0, wanted: 9 });
  start("train", 0, 40_000);
  start("scrape");
  progress.event({ kind: "progress", subject: subject("train"), done: 1500, total: 3000 });
  progress.event({ kind: "progress", subject: subject("scrape"), done: 7, total: undefined });
  clock.now += 2000;
  const lines = [
    "0/9 done",
    "  train 2.0 s of about 40.0 s (1,500/3,000, 50 %)",
    "  scrape 2.0 s (7)",
  ];
  assert.equal(progress.frame({ columns: 80, rows: 3 }), lines.join("\n"));
  assert.equal(progress.frame({ columns: 80, rows: 2 }), `${lines[0]}\n  and 2 more`);
  assert.equal(progress.frame({ columns: 12, rows: 3 }), "0/9 done\n  train 2.…\n  scrape 2…");
  done("train", 0, 2000);
  start("train", 1);
  start("train", 2, 5);
  // several calls of a task are told apart by their hashes; what it takes is what it took in this run, unless it is known of this very call
  assert.match(
    progress.frame({ columns: 80, rows: 9 }),
    /train train1 0 ms of about 2\.0 s\n {2}train train2 0 ms of about 5 ms$/,
  );
});

Deno.test("what running bodies have done counts: the time left gets less while they run", () => {
  const { clock, progress, start, done } = setUp();
  progress.event({ kind: "plan", cached: 0, wanted: 5 });
  for (let n = 0; n < 3; n++) {
    start("t", n);
    clock.now += 2000;
    done("t", n, 2000);
  }
  const head = () => progress.frame({ columns: 80, rows: 9 }).split("\n")[0];
  start("t", 3);
  assert.equal(head(), "3/5 done, 30/min, 4.0 s left");
  clock.now += 1000; // half of the 2 s that it is expected to take
  assert.equal(head(), "3/5 done, 30/min, 3.0 s left");
  clock.now += 3000; // longer than expected
  assert.equal(head(), "3/5 done, 24/min, 2.5 s left");
  progress.event({ kind: "progress", subject: subject("t", 3), done: 1, total: 4 });
  assert.equal(head(), "3/5 done, 20/min, 5.4 s left");
});

Deno.test("with a few done it tells the rate and the time left; stopping, no longer that", () => {
  const { clock, progress, start, done } = setUp();
  progress.event({ kind: "plan", cached: 5, wanted: 100 });
  for (let n = 0; n < 20; n++) {
    start("t", n);
    clock.now += 500;
    done("t", n, 500);
  }
  assert.equal(progress.frame({ columns: 80, rows: 9 }), "20/100 done, 5 cached, 2/s, 40.0 s left");
  clock.now += 50_000;
  assert.equal(
    progress.frame({ columns: 80, rows: 9 }),
    "20/100 done, 5 cached, 20/min, 4 min 0 s left",
  );
  progress.event({ kind: "stopping" });
  assert.equal(progress.frame({ columns: 80, rows: 9 }), "20/100 done, 5 cached, stopping, 20/min");
});

Deno.test("a partial value is not done: it is counted by itself", () => {
  const { progress, start } = setUp();
  progress.event({ kind: "plan", cached: 0, wanted: 2 });
  start("train");
  progress.event({ kind: "stopping" });
  progress.event({ kind: "partial", subject: subject("train"), duration: 5 });
  assert.equal(progress.line(), "0/2 done, 1 partial, stopping");
});

Deno.test("a body that only waits for its commit doesn't run any more, and counts for the time left", () => {
  const { clock, progress, start, done } = setUp();
  progress.event({ kind: "plan", cached: 0, wanted: 8 });
  for (const n of [0, 1, 2, 3]) {
    start("step", n);
    clock.now += 1000;
    progress.ended(subject("step", n).hash);
  }
  start("step", 4);
  clock.now += 500;
  assert.equal(progress.line(), "0/8 done, 1 running: step 500 ms");
  assert.equal(progress.frame({ columns: 80, rows: 9 }), "0/8 done\n  step 500 ms");
  for (const n of [0, 1, 2]) done("step", n, 1000);
  assert.match(
    progress.frame({ columns: 80, rows: 9 }),
    /^3\/8 done, 53\/min, 4\.5 s left\n {2}step 500 ms$/,
  );
  // whoever is told of no end hears of it with the commit
  done("step", 4, 500);
  done("step", 3, 1000);
  assert.match(progress.frame({ columns: 80, rows: 9 }), /^5\/8 done, .*$/);
});
