/** Leases of several runs, here of one process: each has files of its own. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { ProcessLeases } from "../../lib/cache/process_leases.ts";
import { sampleHash as hash } from "../contract/samples.ts";

class Folder implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "merkl-leases-" });
  readonly path = join(this.folder, "processes");
  readonly problems: string[] = [];
  readonly #all: ProcessLeases[] = [];

  leases(changed = false): ProcessLeases {
    const leases = new ProcessLeases({
      folder: this.path,
      changed: () => changed,
      onProblem: (problem) => void this.problems.push(problem),
      open: new Set(),
    });
    this.#all.push(leases);
    return leases;
  }

  [Symbol.dispose](): void {
    for (const leases of this.#all) leases.leave();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const HERE = { pid: Deno.pid, ended: false };

Deno.test("what one has the other is refused, until it is given back", () => {
  using folder = new Folder();
  const [one, other] = [folder.leases(), folder.leases()];
  assert.equal(one.claim([hash("a"), hash("b")]), undefined);
  assert.deepEqual(other.claim([hash("b"), hash("c")]), [HERE, undefined]);
  assert.deepEqual(one.holders([hash("a"), hash("c")]), [undefined, HERE]);
  one.release([hash("b")], false);
  assert.equal(other.claim([hash("b")]), undefined);
  assert.deepEqual(one.claim([hash("b")]), [HERE]);
});

Deno.test("one that was alone sees who comes, also for what it has begun just now", () => {
  using folder = new Folder();
  const one = folder.leases();
  assert.equal(one.claim([hash("a")]), undefined);
  assert.equal(one.shared, false);
  const other = folder.leases();
  assert.deepEqual(other.claim([hash("a")]), [HERE]);
  assert.equal(other.claim([hash("b")]), undefined);
  assert.deepEqual(one.claim([hash("b")]), [HERE]);
  assert.ok(one.shared && other.shared);
  other.leave();
  assert.equal(one.claim([hash("c")]), undefined);
  assert.deepEqual(folder.problems, []);
});

Deno.test("a body that has ended is said to have, by the next one that begins", () => {
  using folder = new Folder();
  const [one, other] = [folder.leases(), folder.leases()];
  one.claim([hash("a")]);
  one.ended(hash("a"));
  one.claim([hash("b")]);
  const ended = { ...HERE, ended: true };
  assert.deepEqual(other.claim([hash("a"), hash("b")]), [ended, HERE]);
  one.claim([hash("c")]);
  one.ended(hash("b"));
  one.claim([hash("d")]);
  assert.deepEqual(other.holders([hash("b"), hash("c"), hash("d")]), [ended, HERE, HERE]);
  one.release([hash("a"), hash("b"), hash("c"), hash("d")], true);
  assert.deepEqual(other.holders([hash("a"), hash("d")]), [undefined, undefined]);
});

Deno.test("of what was claimed at once the rest is given back, and what has ended is said to have", () => {
  using folder = new Folder();
  const [one, other] = [folder.leases(), folder.leases()];
  one.claim(["a", "b", "c", "d"].map(hash));
  const wanted = ["a", "b", "c", "d"].map(hash);
  assert.deepEqual(other.holders(wanted), [HERE, HERE, HERE, HERE]);
  one.ended(hash("a"));
  one.release([hash("c"), hash("d")], false);
  assert.deepEqual(other.holders(wanted), [{ ...HERE, ended: true }, HERE, undefined, undefined]);
  one.claim([hash("e"), hash("f")]);
  one.ended(hash("b"));
  one.ended(hash("e"));
  one.ended(hash("f"));
  one.claim([hash("g"), hash("h")]);
  const ended = { ...HERE, ended: true };
  assert.deepEqual(other.holders(["b", "f", "g", "h"].map(hash)), [ended, ended, HERE, HERE]);
});

Deno.test("of many that are claimed at once, those that another has are refused, the others had", () => {
  using folder = new Folder();
  const one = folder.leases();
  one.claim([hash("z")]);
  const other = folder.leases();
  assert.equal(other.claim([hash("b"), hash("d")]), undefined);
  const wanted = ["a", "b", "c", "d"].map(hash);
  assert.deepEqual(one.claim(wanted), [undefined, HERE, undefined, HERE]);
  assert.deepEqual(folder.leases().holders(wanted), [HERE, HERE, HERE, HERE]);
  other.release([hash("b")], false);
  assert.deepEqual(folder.leases().holders(wanted), [HERE, undefined, HERE, HERE]);
});

Deno.test("its lines don't grow without end", () => {
  using folder = new Folder();
  const one = folder.leases();
  one.claim([hash("stays")]);
  for (let i = 0; i < 3000; i++) {
    one.claim([hash(`${i}`)]);
    one.ended(hash(`${i}`));
    one.release([hash(`${i}`)], true);
  }
  const [claims] = [...Deno.readDirSync(folder.path)].filter(({ name }) =>
    name.endsWith(".claims")
  );
  assert.ok(Deno.statSync(join(folder.path, claims!.name)).size < 70_000);
  assert.deepEqual(folder.leases().claim([hash("stays"), hash("new")]), [HERE, undefined]);
});

Deno.test("a dead process has nothing, and what it left is removed", () => {
  using folder = new Folder();
  const one = folder.leases();
  one.claim([hash("a")]);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  const claims = names.find((name) => name.endsWith(".claims"))!;
  Deno.copyFileSync(join(folder.path, claims), join(folder.path, "99999-dead.claims"));
  Deno.writeTextFileSync(join(folder.path, "99999-dead.alive"), "");
  one.leave();
  assert.equal(folder.leases().claim([hash("a")]), undefined);
  const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  assert.ok(!left.some((name) => name.startsWith("99999")), left.join());
});

Deno.test("those who wait for each other, and for nobody else, are told", () => {
  using folder = new Folder();
  const [one, other, third] = [folder.leases(), folder.leases(), folder.leases()];
  one.claim([hash("a")]);
  other.claim([hash("b")]);
  third.claim([hash("c")]);
  assert.equal(one.deadlocked([hash("b")]), false);
  assert.equal(other.deadlocked([hash("a"), hash("c")]), false);
  assert.equal(third.deadlocked([hash("a")]), true);
  assert.equal(one.deadlocked([hash("b")]), true);
  // whoever begins something waits no longer
  third.claim([hash("d")]);
  assert.equal(other.deadlocked([hash("a"), hash("c")]), false);
});

Deno.test("where they can't be had, or no longer, the work goes on without, and that is said once", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.path, "a file");
  const one = folder.leases();
  assert.equal(one.claim([hash("a")]), undefined);
  assert.equal(one.claim([hash("b")]), undefined);
  assert.equal(folder.problems.length, 1);
  assert.match(
    folder.problems[0]!,
    /^Processes that run at the same time can't wait for each other/,
  );
  Deno.removeSync(folder.path);
  const [two, three] = [folder.leases(), folder.leases()];
  two.claim([hash("a")]);
  three.claim([hash("b")]);
  Deno.removeSync(folder.path, { recursive: true });
  const four = folder.leases();
  four.claim([hash("a")]);
  assert.equal(two.claim([hash("c")]), undefined);
  two.release([hash("a"), hash("c")], true);
});

Deno.test("whoever comes after others wrote knows that it has to look again", () => {
  using folder = new Folder();
  const one = folder.leases(true);
  one.claim([hash("a")]);
  assert.equal(one.shared, true);
});
