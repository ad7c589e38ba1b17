import assert from "node:assert/strict";
import { ownPrefixes, userFrames } from "../../lib/error/user_frames.ts";

Deno.test("merkl's own files are lib/ and those that begin it, or the bundle", () => {
  assert.deepEqual(ownPrefixes("https://jsr.io/@merkl/merkl/1.0.0/lib/error/user_frames.ts"), [
    "https://jsr.io/@merkl/merkl/1.0.0/lib/",
    "https://jsr.io/@merkl/merkl/1.0.0/mod.ts",
    "https://jsr.io/@merkl/merkl/1.0.0/cli.ts",
    "https://jsr.io/@merkl/merkl/1.0.0/start.ts",
  ]);
  assert.deepEqual(ownPrefixes("file:///opt/merkl.js"), ["file:///opt/merkl.js"]);
  assert.deepEqual(ownPrefixes("file:///opt/merkl/chunk-5FBQ7XS5.js"), ["file:///opt/merkl/"]);
});

Deno.test("frames in all the ways V8 writes them", () => {
  const stack = `Error: at first (sight:1:2)
    at Object.run (file:///a%20b/x.ts:1:2)
    at async f [as g] (file:///y.ts:3:4)
    at file:///z.ts:5:6
    at new Thing (https://x.test/t.ts:7:8)
    at eval (eval at x (file:///q.ts:1:1), <anonymous>:1:1)
    at node:internal:9:9
    at <anonymous>`;
  assert.deepEqual(userFrames(stack, []), [
    { name: "Object.run", file: "/a b/x.ts", line: 1, column: 2 },
    { name: "async f [as g]", file: "/y.ts", line: 3, column: 4 },
    { name: "", file: "/z.ts", line: 5, column: 6 },
    { name: "new Thing", file: "https://x.test/t.ts", line: 7, column: 8 },
  ]);
});

Deno.test("a real error thrown here has this file as its nearest frame", () => {
  const [frame] = userFrames(new Error("x").stack!);
  assert.ok(frame?.file.endsWith("user_frames_test.ts"));
});
