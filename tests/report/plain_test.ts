import assert from "node:assert/strict";
import type { MerkleHash } from "../../lib/hash/digest.ts";
import { plainReporter } from "../../lib/report/plain.ts";
import type { Event, Summary } from "../../lib/run/event.ts";

const subject = { task: "train", hash: "0123456789abcdef" as MerkleHash };
const start: Event = { kind: "start", subject, reason: { kind: "new" } };
const printed: Event = { kind: "log", subject, line: "epoch 1", how: "printed" };
const said: Event = { kind: "log", subject, line: "hello", how: "said" };
const done: Event = { kind: "done", subject, duration: 1200 };
const summary: Summary = {
  tasks: 3,
  cached: 1,
  run: 1,
  partial: 1,
  failed: 0,
  blocked: 0,
  unstored: 0,
  interrupted: false,
  blockedBy: [],
  duration: 5,
  failures: [],
};

/** What is written when these events happen. */
function written(
  options: { quiet?: boolean; verbose?: boolean; jobs?: number },
  events: readonly Event[],
): string[] {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const reporter = plainReporter({ quiet: false, verbose: false, jobs: 1, write, ...options });
  for (const event of events) reporter.event(event);
  reporter.end(summary);
  return lines;
}

const last = "3 tasks: 1 cached, 1 run, 1 partial (not stored), 5 ms";

Deno.test("without -v only what bodies say and the summary; with -q nothing but warnings", () => {
  const events: Event[] = [start, printed, said, done, { kind: "warning", message: "careful" }];
  assert.deepEqual(written({}, events), ["train │ hello", "warning: careful", last]);
  assert.deepEqual(written({ quiet: true }, events), ["warning: careful"]);
});

Deno.test("with -v what bodies print, with their names in front if several run at once", () => {
  const events = [start, printed, done];
  const [begin, line, end] = written({ verbose: true }, events);
  assert.deepEqual([begin, line, end], [
    "run train 01234567 (new)",
    "epoch 1",
    "done train 01234567 in 1.2 s",
  ]);
  assert.equal(written({ verbose: true, jobs: 2 }, events)[1], "train 01234567 │ epoch 1");
});

Deno.test("a long run says every ten seconds how far it is, also if only its bodies' words give it a turn", () => {
  const lines: string[] = [];
  let clock = 0;
  const write = (line: string) => void lines.push(line);
  const options = { quiet: false, verbose: false, jobs: 1, write };
  const reporter = plainReporter(options, () => clock);
  reporter.event({ kind: "plan", cached: 0, wanted: 2 });
  reporter.event(start);
  for (let i = 0; i <= 25; i++) {
    clock = 1000 * i;
    reporter.event({ kind: "progress", subject, done: i, total: undefined });
  }
  assert.deepEqual(lines, [
    "0/2 done, 1 running: train 10.0 s (10)",
    "0/2 done, 1 running: train 20.0 s (20)",
  ]);
  reporter.end(summary);
  assert.deepEqual(lines.slice(2), [last]);
});
