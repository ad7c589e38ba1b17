/** A cache on a disk of another machine: `bindfs` makes what looks like one. */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileSystemOf } from "../../lib/cache/network_folder.ts";
import { tempProject } from "../support/temp_project.ts";

const MOUNTS = `22 27 0:20 / /proc rw shared:13 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
42 27 0:39 / /home/a\\040b rw,nosuid - nfs4 server:/home rw
43 42 0:40 / /home/a\\040b/local rw - tmpfs tmpfs rw
44 27 0:41 / /mnt rw - ext4 /dev/sdb rw
45 27 0:42 / /mnt rw - fuse.sshfs host:/ rw
`;

Deno.test("the mount that holds a path tells its file system", () => {
  const kinds = {
    "/work": "ext4",
    "/proc/1": "proc",
    "/home/a b": "nfs4",
    "/home/a b/project/.merkl": "nfs4",
    "/home/a b/local/x": "tmpfs",
    "/home/a bc": "ext4",
    "/mnt/x": "fuse.sshfs",
  };
  for (const [path, kind] of Object.entries(kinds)) {
    assert.equal(fileSystemOf(path, MOUNTS), kind, path);
  }
  assert.equal(fileSystemOf("/x", ""), undefined);
});

const PIPELINE = `import { task } from "@merkl/merkl";
const part = task(async (i: number) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return "x".repeat(i * 400);
});
const sum = task((parts: string[]) => parts.reduce((all, one) => all + one.length, 0));
export default () => sum(Array.from({ length: 40 }, (_, i) => part(i)));
`;

async function mountLikeSshfs(from: string, to: string): Promise<AsyncDisposable | undefined> {
  const run = async (program: string, ...args: string[]) => {
    try {
      return (await new Deno.Command(program, { args, stderr: "null" }).output()).success;
    } catch {
      return false;
    }
  };
  if (Deno.build.os !== "linux") return undefined;
  if (!await run("bindfs", "-o", "subtype=sshfs", from, to)) return undefined;
  return { [Symbol.asyncDispose]: () => run("umount", to).then(() => {}) };
}

Deno.test("on a network file system nobody waits, which is said once, and all goes well", async () => {
  await using project = tempProject({ files: { "p.ts": PIPELINE, "real/merkl.json": "{}" } });
  Deno.mkdirSync(project.path("seen"));
  await using mounted = await mountLikeSshfs(project.path("real"), project.path("seen"));
  if (mounted === undefined) return console.error("SKIPPED: bindfs can't be had");
  const run = () => project.run(["run", "-C", "seen", project.path("p.ts")]);
  const both = await Promise.all([run(), run()]);
  for (const { code, stdout, stderr } of both) {
    assert.deepEqual([code, stdout], [0, `${400 * 780}\n`], stderr);
    assert.equal(stderr.match(/warning/g)?.length, 1, stderr);
    assert.match(
      stderr,
      /^warning: The cache .*\.merkl is on a network file system \(fuse\.sshfs\)/m,
    );
  }
  const again = await run();
  assert.match(again.stderr, /^41 tasks: 41 cached, 0 run, /m);
  assert.doesNotMatch(again.stderr, /warning/, "a run with nothing to do has nobody to wait for");
  const db = new DatabaseSync(project.path("real/.merkl/cache.sqlite3"));
  assert.equal(db.prepare("PRAGMA journal_mode").get()!["journal_mode"], "delete");
  db.close();
});
