import assert from "node:assert/strict";
import { leftBehind, watchFailed } from "../../lib/error/run_errors.ts";

Deno.test("a system that can't watch is quoted, with the way out", () => {
  const error = watchFailed(2000, new Error("OS file watch limit reached."));
  assert.equal(error.code, "watch-failed");
  assert.match(error.message, /^2,000 folders can't be watched .*: OS file watch limit reached/);
  assert.match(error.hint!, /inotify/);
});

Deno.test("a body that was left behind is named, with how long it was waited for", () => {
  assert.match(leftBehind("train", 1000), /^train ignores the signal.* left behind 1\.0 s after/);
});
