import assert from "node:assert/strict";
import { uncaughtInBody } from "../../lib/error/task_errors.ts";
import { RunningBodies } from "../../lib/run/running_bodies.ts";

Deno.test("an error while no body runs is nobody's", () => {
  const cause = new Error("x");
  const { error, blamed } = new RunningBodies().uncaught(cause);
  assert.equal(blamed, false);
  assert.equal((error as { code: string }).code, "uncaught-in-body");
  assert.equal((error as Error).cause, cause);
});

Deno.test("several that may be meant are all named", () => {
  const { message } = uncaughtInBody(["a", "b"], { cause: "no Error", sure: false });
  assert.equal(message, "Nothing caught what was thrown while a and b ran: no Error");
});
