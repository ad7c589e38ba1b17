/** Files that are edited again and again, as quickly as can be and without changing their size. */

import assert from "node:assert/strict";
import { context, DirRef, FileRef, readFuture, task } from "../../mod.ts";
import { MemoryCache } from "../../lib/cache/memory_cache.ts";
import { Session } from "../../lib/project/session.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";

const length = task((text: string) => text);
const open = task((file: FileRef) => file.text());
const openAll = task((folder: DirRef) => folder.file("in.txt").text());
const note = task({ ignoreArgs: ["path"] }, (path: string) => {
  context().dependsOn(path);
  return Deno.readTextFileSync(path);
});

const READERS: Readonly<Record<string, (path: string) => unknown>> = {
  "readFuture()": (path) => length(readFuture(path)),
  "a FileRef": (path) => open(new FileRef(path)),
  "a DirRef": (path) => openAll(new DirRef(path.replace("/in.txt", ""))),
  "context().dependsOn()": (path) => note(path),
};

for (const [what, wire] of Object.entries(READERS)) {
  Deno.test(`an edit of the same size right after a run is seen by ${what}`, async () => {
    await using project = tempProject();
    project.write("data/in.txt", "0000");
    const cache = new MemoryCache();
    const reporter = { event: () => {}, end: () => {} };
    for (let i = 0; i < 30; i++) {
      const text = String(i % 7).padStart(4, "0");
      Deno.writeTextFileSync(project.path("data/in.txt"), text);
      // another process in every third round: what it knows of the file is in the cache
      await using session = new Session({ root: absPath(project.dir), cache, reporter });
      for (let again = 0; again < 1 + i % 3; again++) {
        assert.equal((await session.run(() => wire(project.path("data/in.txt")))).value, text);
      }
    }
  });
}

const INPUTS: Readonly<Record<string, (path: string, edit: () => void) => unknown>> = {
  "readFuture()": (path, edit) => {
    const future = length(readFuture(path));
    edit();
    return future;
  },
  "a FileRef": (path, edit) => {
    const future = open(new FileRef(path));
    edit();
    return future;
  },
};

for (const [what, wire] of Object.entries(INPUTS)) {
  Deno.test(`an edit between the call and the run is refused, and nothing recorded: ${what}`, async () => {
    await using project = tempProject();
    project.write("in.txt", "old");
    Deno.utimeSync(project.path("in.txt"), 1, 1);
    const cache = new MemoryCache();
    const reporter = { event: () => {}, end: () => {} };
    await using session = new Session({ root: absPath(project.dir), cache, reporter });
    const path = project.path("in.txt");
    const wired = () => wire(path, () => Deno.writeTextFileSync(path, "new"));
    await assert.rejects(session.run(wired), (error: Error & { code?: string }) => {
      assert.equal(error.name, "InputChangedError");
      return error.code === "input-changed";
    });
    assert.equal((await session.run(() => wire(path, () => {}))).value, "new");
  });
}
