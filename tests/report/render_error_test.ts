import assert from "node:assert/strict";
import { type ErrorParts, MerklError, retold } from "../../lib/error/merkl_error.ts";
import { renderError } from "../../lib/report/render_error.ts";

const SOURCE = `const renderText = task((text, font) => draw(text, font));

const images = generate([["a", "Arial", 12]]);
`;
const readSource = (file: string) => file === "/p/train.ts" ? SOURCE : undefined;
const OPTIONS = { cwd: "/p", readSource };

/** An error that no code of the user's called for. */
function fromWithin(parts: ErrorParts): MerklError {
  return Object.assign(new MerklError(parts), { stack: "" });
}

function batchError(): MerklError {
  return new MerklError({
    code: "x",
    message: "generate: item 0 has 3 arguments, but renderText takes 2 (text, font)",
    hint: "Drop the third",
    place: { file: "/p/train.ts", line: 3, column: 25, endColumn: 43 },
    related: [{ file: "/p/train.ts", line: 1, column: 26, endColumn: 38, label: "renderText" }],
  });
}

Deno.test("a MerklError: place and message, frame, related places, hint", () => {
  assert.equal(
    renderError(batchError(), OPTIONS),
    `train.ts:3:25 generate: item 0 has 3 arguments, but renderText takes 2 (text, font)
  1 | const renderText = task((text, font) => draw(text, font));
  2 |
> 3 | const images = generate([["a", "Arial", 12]]);
    |                         ^^^^^^^^^^^^^^^^^^

train.ts:1:26 renderText
> 1 | const renderText = task((text, font) => draw(text, font));
    |                          ^^^^^^^^^^^^

hint: Drop the third`,
  );
});

Deno.test("a MerklError without a place, with a cause, and one of another copy of the library", () => {
  const cause = fromWithin({ code: "b", message: "The disk is full" });
  const error = fromWithin({ code: "a", message: "No entry was written", cause });
  assert.equal(
    renderError(error, OPTIONS),
    "error: No entry was written\n\ncaused by: error: The disk is full",
  );
  const copy = Object.assign(new Error("From afar"), { code: "c", hint: "Come near", related: [] });
  Object.defineProperty(copy, Symbol.for("merkl.error"), { value: true });
  assert.equal(renderError(copy, OPTIONS), "error: From afar\n\nhint: Come near");
});

Deno.test("a file outside the folder, or that can't be read, is named whole and has no frame", () => {
  const place = { file: "/other/x.ts", line: 1, column: 1 };
  const error = new MerklError({ code: "a", message: "Bad", place });
  assert.equal(renderError(error, OPTIONS), "/other/x.ts:1:1 Bad");
});

Deno.test("another error has the user's frames only, and all with verbose", () => {
  const error = new RangeError("too far");
  const own = new URL("../../lib/run/scheduler.ts", import.meta.url).href;
  error.stack = `RangeError: too far
    at draw (file:///p/train.ts:1:41)
    at async Promise.all (index 0)
    at run (${own}:10:5)
    at ext:core/01_core.js:1:1
    at async file:///p/train.ts:3:16`;
  assert.equal(
    renderError(error, OPTIONS),
    `train.ts:1:41 RangeError: too far
> 1 | const renderText = task((text, font) => draw(text, font));
    |                                         ^^^^

    at draw train.ts:1:41
    at train.ts:3:16`,
  );
  assert.ok(renderError(error, { ...OPTIONS, verbose: true }).includes("scheduler.ts:10:5"));
});

Deno.test("without a place it is where the user's code called what threw, unless that only waited", () => {
  const error = new MerklError({ code: "a", message: "Bad" });
  assert.match(error.place!.file, /render_error_test\.ts$/);
  const waited = new MerklError({ code: "a", message: "Bad" });
  waited.stack = "Error: Bad\n    at async main (file:///p/train.ts:3:16)";
  assert.equal(waited.place, undefined);
  const nested = Object.assign(new MerklError({ code: "a", message: "Bad" }), {
    stack: "Error: Bad\n    at main (file:///p/train.ts:3:16)",
  });
  const copy = retold(nested, { hint: "Mend it" });
  assert.deepEqual([copy.place, copy.message, copy.hint], [
    { file: "/p/train.ts", line: 3, column: 16 },
    "Bad",
    "Mend it",
  ]);
});

Deno.test("a related place on the line of the error is not said again", () => {
  const place = { file: "/p/train.ts", line: 3, column: 25 };
  const error = new MerklError({ code: "a", message: "Bad", place, related: [place] });
  assert.equal(renderError(error, OPTIONS).match(/train\.ts/g)!.length, 1);
});

Deno.test("a cause whose message was said already gives its place and frames only", () => {
  const cause = new TypeError("rows is not iterable");
  cause.stack = `TypeError: rows is not iterable
    at draw (file:///p/train.ts:1:41)
    at file:///p/train.ts:3:16`;
  const error = new MerklError({
    code: "task-failed",
    message: "draw(2) failed: TypeError: rows is not iterable",
    place: { file: "/p/train.ts", line: 3, column: 1 },
    cause,
  });
  assert.equal(
    renderError(error, OPTIONS),
    `train.ts:3:1 draw(2) failed: TypeError: rows is not iterable
  1 | const renderText = task((text, font) => draw(text, font));
  2 |
> 3 | const images = generate([["a", "Arial", 12]]);
    | ^^^^^

train.ts:1:41 thrown here
> 1 | const renderText = task((text, font) => draw(text, font));
    |                                         ^^^^

    at draw train.ts:1:41
    at train.ts:3:16`,
  );
});

Deno.test("what isn't an Error is shown as a value; an error from nowhere says how to see more", () => {
  assert.equal(renderError("oops", OPTIONS), 'error: A value was thrown: "oops"');
  const error = new Error("gone");
  error.stack = "Error: gone\n    at node:internal/x:1:1";
  assert.equal(
    renderError(error, OPTIONS),
    "error: Error: gone\n\nhint: -v shows where it was thrown",
  );
});

Deno.test("several errors in one are all shown, and a chain of causes ends", () => {
  const many = new AggregateError([fromWithin({ code: "a", message: "One" })], "Two failed");
  many.stack = "";
  assert.match(renderError(many, OPTIONS), /AggregateError: Two failed[^]*\n {2}error: One/);
  const loop = new MerklError({ code: "a", message: "Round", cause: 1 });
  loop.cause = loop;
  assert.equal(renderError(loop, OPTIONS).match(/Round/g)!.length, 6);
});

Deno.test("colours only when asked", () => {
  assert.ok(!renderError(batchError(), OPTIONS).includes("\x1b"));
  const coloured = renderError(batchError(), { ...OPTIONS, color: true });
  // deno-lint-ignore no-control-regex
  assert.equal(coloured.replace(/\x1b\[\d+m/g, ""), renderError(batchError(), OPTIONS));
  assert.ok(coloured.includes("\x1b["));
});
