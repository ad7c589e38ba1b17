import assert from "node:assert/strict";
import { join } from "node:path";
import { context, type DirRef, type FileRef, openProject, task } from "../../mod.ts";

const LARGE = "good ".repeat(20_000);

const write = task((text: string) => {
  const file = context().tempFile("text.txt");
  Deno.writeTextFileSync(file.path, text);
  return file;
});
const folder = task((text: string) => {
  const folder = context().tempFolder("parts");
  Deno.writeTextFileSync(join(folder.path, "a.txt"), text);
  Deno.writeTextFileSync(join(folder.path, "b.txt"), "other");
  return folder;
});

/** As `sed -i` does it: the folder lets it, though the file is read-only. */
function replace(path: string): void {
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "evil");
}

const edit = task((file: FileRef) => {
  replace(file.path);
  return file;
});
const editLater = task(async (file: FileRef) => {
  await Promise.resolve();
  replace(file.path);
  return 1;
});
/** Within a tick of the clock, as it were. */
const editAtOnce = task((file: FileRef) => {
  const { mtime } = Deno.statSync(file.path);
  Deno.chmodSync(file.path, 0o644);
  Deno.writeTextFileSync(file.path, "evil");
  Deno.utimeSync(file.path, mtime!, mtime!);
  return 1;
});
const editIn = task((parts: DirRef) => (replace(parts.file("a.txt").path), 1));
const read = task((file: FileRef) => Deno.readTextFileSync(file.path));
const readIn = task((parts: DirRef) => parts.file("a.txt").text());

function temporaryFolder() {
  const path = Deno.makeTempDirSync({ prefix: "merkl-test-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("a change of a file that was just made is noticed, though it looks the same", async () => {
  using root = temporaryFolder();
  await using project = await openProject({ root: root.path });
  await assert.rejects(project.run(() => editAtOnce(write("good"))), {
    code: "input-changed",
    message: "text.txt changed while editAtOnce ran, but it is a file of the cache",
  });
  assert.equal((await project.run(() => read(write("good")))).value, "good");
});

for (const text of ["good", LARGE]) {
  const size = `${text.length} bytes`;

  Deno.test(`a body that changes a file of the cache fails, and nobody gets that: ${size}`, async () => {
    using root = temporaryFolder();
    await using project = await openProject({ root: root.path });
    for (const [name, changes] of Object.entries({ edit, editLater })) {
      const values: string[] = [];
      const wire = () => {
        read(write(text)).onCompleted((value) => values.push(value));
        return [changes(write(text)), read(write(text))];
      };
      for (let round = 0; round < 2; round++) {
        // nothing of it was recorded
        await assert.rejects(project.run(wire, { keepGoing: true }), {
          code: "input-changed",
          message: `text.txt changed while ${name} ran, but it is a file of the cache`,
        });
      }
      assert.deepEqual(values, [text, text]);
    }
  });

  Deno.test(`the same with a file of a folder: ${size}`, async () => {
    using root = temporaryFolder();
    await using project = await openProject({ root: root.path });
    await assert.rejects(
      project.run(() => [editIn(folder(text)), readIn(folder(text))], { keepGoing: true }),
      { code: "input-changed", message: /parts\/a\.txt changed while editIn ran/ },
    );
    assert.equal((await project.run(() => readIn(folder(text)))).value, text);
  });

  Deno.test(`the same with what an earlier run gave: ${size}`, async () => {
    using root = temporaryFolder();
    await using project = await openProject({ root: root.path });
    const { value: file } = await project.run(() => write(text));
    const { value: parts } = await project.run(() => folder(text));
    for (
      const [change, use] of [
        [() => edit(file), () => read(file)],
        [() => editIn(parts), () => readIn(parts)],
      ] as const
    ) {
      const refused = (message: RegExp) => ({ code: "input-changed", message });
      await assert.rejects(project.run<unknown>(change), refused(/changed while edit(?:In)? ran/));
      await assert.rejects(project.run<unknown>(use), refused(/changed before read(?:In)? ran/));
    }
    // asked for again it is mended
    assert.equal((await project.run(() => read(write(text)))).value, text);
    assert.equal((await project.run(() => readIn(folder(text)))).value, text);
  });
}
