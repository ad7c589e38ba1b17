import assert from "node:assert/strict";
import fc from "fast-check";
import { BodyOutput, KEPT } from "../../lib/run/body_output.ts";

const utf8 = new TextEncoder();
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

Deno.test("lines are told whole and in order, whatever the pieces, also inside characters", () => {
  const lines = fc.array(
    fc.string({ unit: "grapheme", maxLength: 8 }).map((s) => s.replace(/[\r\n]/g, "")),
  );
  fc.assert(fc.property(lines, fc.array(fc.nat(7)), fc.boolean(), (all, sizes, asText) => {
    const told: string[] = [];
    const output = new BodyOutput((line) => told.push(line));
    const whole = all.map((line) => `${line}\n`).join("");
    const bytes = utf8.encode(whole);
    if (asText) output.write(whole);
    for (let at = 0, i = 0; !asText && at < bytes.length; i++) {
      const size = 1 + (sizes[i % Math.max(1, sizes.length)] ?? 0);
      output.write(bytes.subarray(at, at += size));
    }
    output.end();
    assert.deepEqual(told, all);
    assert.equal(text(output.kept()), whole);
  }));
});

Deno.test("a last line without an end is told when the body ends, once", () => {
  const told: string[] = [];
  const output = new BodyOutput((line) => told.push(line));
  output.write("a\nb");
  assert.deepEqual(told, ["a"]);
  output.end();
  output.end();
  assert.deepEqual(told, ["a", "b"]);
});

Deno.test("of a line that was written over, the last state is told, and all of it kept", () => {
  const told: string[] = [];
  const output = new BodyOutput((line) => told.push(line));
  output.write(" 1 %\r50 %\r100 %\nnext\r\n");
  assert.deepEqual(told, ["100 %", "next"]);
  assert.equal(text(output.kept()), " 1 %\r50 %\r100 %\nnext\r\n");
  assert.equal(output.tail(5), "100 %\nnext");
});

Deno.test("the last part is kept, from the start of a line, with a note on what went before", () => {
  const output = new BodyOutput(undefined);
  const line = "0123456789".repeat(9) + "\n";
  const count = Math.ceil(3 * KEPT / line.length);
  for (let i = 0; i < count; i++) output.write(line);
  const kept = text(output.kept());
  const note = kept.slice(0, kept.indexOf("\n") + 1);
  const rest = kept.slice(note.length);
  const dropped = Number(/^\[(\d+) bytes before this were not kept\]\n$/.exec(note)?.[1]);
  assert.equal(dropped + rest.length, count * line.length);
  assert.ok(rest.length <= KEPT && rest.length > KEPT - line.length);
  assert.equal(rest, line.repeat(rest.length / line.length));
});

Deno.test("a single line longer than what is kept begins with a whole character", () => {
  const output = new BodyOutput(undefined);
  output.write("€".repeat(KEPT));
  const [, rest] = text(output.kept()).split("\n");
  assert.match(rest!, /^€+$/);
  assert.ok(utf8.encode(rest!).length <= KEPT);
});

Deno.test("bytes that their owner changes afterwards are kept as they were", () => {
  const output = new BodyOutput(undefined);
  const buffer = utf8.encode("one\n");
  output.write(buffer);
  buffer.set(utf8.encode("two\n"));
  assert.equal(text(output.kept()), "one\n");
});

Deno.test("nothing printed is nothing kept, and what comes after the end is lost", () => {
  const output = new BodyOutput(undefined);
  output.write("");
  output.write(new Uint8Array());
  assert.equal(output.kept(), undefined);
  assert.equal(output.tail(3), undefined);
  output.end();
  output.write("late\n");
  assert.equal(output.kept(), undefined);
});
