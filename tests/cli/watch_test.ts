import assert from "node:assert/strict";
import { type TempProject, tempProject } from "../support/temp_project.ts";

const FILES = {
  "p.ts": `import { readFuture, task } from "@merkl/merkl";
import { shout } from "./lib/x.ts";
const loud = task((text: string) => shout(text));
export default (name = "data.txt") => loud(readFuture(name)).to("out.txt");
`,
  "lib/x.ts": `export const shout = (text: string) => text.toUpperCase();\n`,
  "data.txt": "one",
};

/** What a process writes to one of its streams. */
class Said {
  readonly over: Promise<void>;
  #text = "";
  #seen = 0;
  #wake = () => {};

  constructor(stream: ReadableStream<Uint8Array>) {
    this.over = (async () => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        this.#text += text;
        this.#wake();
      }
    })();
  }

  /** Waits until something matches that was said since the last match; gives what was said until then. */
  async until(pattern: RegExp): Promise<string> {
    const ended = this.over.then(() => "ended");
    for (;;) {
      const rest = this.#text.slice(this.#seen);
      const match = pattern.exec(rest);
      if (match !== null) {
        this.#seen += match.index + match[0].length;
        return rest;
      }
      const news = new Promise<string>((resolve) => this.#wake = () => resolve("more"));
      if (await Promise.race([news, ended]) === "ended") {
        throw new Error(`it ended before ${pattern}: ${rest}`);
      }
    }
  }
}

/**
 * `merkl run --watch`, whose output is waited for. Values and what is said about them come by two
 * streams, in no order.
 */
class Watcher implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #stdout: Said;
  readonly #stderr: Said;

  constructor(project: TempProject, args: readonly string[]) {
    this.child = project.spawn(["run", "--watch", ...args]);
    this.#stdout = new Said(this.child.stdout);
    this.#stderr = new Said(this.child.stderr);
  }

  /** Waits until something is printed. */
  prints(pattern: RegExp): Promise<string> {
    return this.#inTime(this.#stdout.until(pattern));
  }

  /** Waits until something is said on standard error. */
  says(pattern: RegExp): Promise<string> {
    return this.#inTime(this.#stderr.until(pattern));
  }

  async #inTime(text: Promise<string>): Promise<string> {
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 60_000);
    return await text.finally(() => clearTimeout(timer));
  }

  /** Sends a signal and gives the exit code. */
  async end(signal: Deno.Signal): Promise<number> {
    this.child.kill(signal);
    return (await this.child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // it has ended
    }
    await this.child.stdin.close().catch(() => {});
    await Promise.all([this.child.status, this.#stdout.over, this.#stderr.over]);
  }
}

const WATCHING = /watching \d+ files?; Ctrl-C ends\n/;

Deno.test("--watch runs again when a source or an input changes, and says which", async () => {
  await using project = tempProject({ files: FILES });
  await using watcher = new Watcher(project, ["p.ts"]);
  await watcher.prints(/^ONE$/m);
  // the two sources and the input
  await watcher.says(/watching 3 files; Ctrl-C ends\n/);
  project.write("data.txt", "two");
  await watcher.says(/changed: data\.txt\n/);
  await watcher.prints(/^TWO$/m);
  await watcher.says(WATCHING);
  project.write("lib/x.ts", `export const shout = (text: string) => text + "!";\n`);
  await watcher.says(/changed: lib[\\/]x\.ts\n/);
  await watcher.prints(/^two!$/m);
  await watcher.says(WATCHING);
  assert.equal(project.read("out.txt"), "two!");
  assert.equal(await watcher.end("SIGINT"), 130);
  // each round is in the log as it could be typed
  const { runs } = JSON.parse((await project.run(["log", "--json"])).stdout);
  assert.deepEqual(runs.map(({ argv }: { argv: unknown }) => argv), Array(3).fill(["run", "p.ts"]));
});

Deno.test("--watch shows a failure and goes on, after a syntax error and a missing file too", async () => {
  await using project = tempProject({ files: FILES });
  await using watcher = new Watcher(project, ["p.ts", "late.txt"]);
  await watcher.says(/late\.txt/);
  await watcher.says(WATCHING);
  project.write("late.txt", "late");
  await watcher.prints(/^LATE$/m);
  await watcher.says(WATCHING);
  project.write("p.ts", FILES["p.ts"] + "export const = 1;\n");
  await watcher.says(/^p\.ts:5:/m);
  await watcher.says(WATCHING);
  project.write("p.ts", FILES["p.ts"].replace("./lib/x.ts", "./lib/y.ts"));
  await watcher.says(/y\.ts/);
  await watcher.says(WATCHING);
  project.write("lib/y.ts", "export const shout = (text: string) => `${text}, found`;\n");
  await watcher.prints(/^late, found$/m);
  await watcher.says(WATCHING);
  assert.equal(await watcher.end("SIGTERM"), 143);
});

Deno.test("--watch sees files that are added to folders which a body or an argument reads", async () => {
  await using project = tempProject({
    files: {
      "p.ts": `import { DirRef, task } from "@merkl/merkl";
const names = task(() => new DirRef("in/one").list().join());
const more = task((folder: DirRef) => folder.list().join());
export default () => [names(), more(new DirRef("in/two"))];
`,
      "in/one/sub/a.txt": "",
      "in/two/b.txt": "",
    },
  });
  await using watcher = new Watcher(project, ["p.ts"]);
  await watcher.says(WATCHING);
  project.write("in/one/sub/c.txt", "");
  await watcher.says(/changed: in\/one\/sub\/c\.txt/);
  await watcher.prints(/sub\/a\.txt,sub\/c\.txt/);
  await watcher.says(WATCHING);
  project.write("in/two/d.txt", "");
  await watcher.prints(/b\.txt,d\.txt/);
  await watcher.says(WATCHING);
  assert.equal(await watcher.end("SIGINT"), 130);
});

Deno.test("--watch sees what changed while the pipeline ran; a signal ends a round first", async () => {
  await using project = tempProject({
    files: {
      "data.txt": "1",
      "p.ts": `import { context, readFuture, task } from "@merkl/merkl";
const slow = task(async (text: string) => {
  context().log("begun");
  await new Promise((resolve) => setTimeout(resolve, 600));
  return "got " + text;
});
const pair = task((a: string, b: string) => a + b);
export default () => pair(slow("a"), readFuture("data.txt"));
`,
    },
  });
  await using watcher = new Watcher(project, ["p.ts"]);
  await watcher.says(/begun/);
  project.write("data.txt", "2");
  await watcher.says(/changed: data\.txt\n/);
  await watcher.prints(/^got a2$/m);
  await watcher.says(WATCHING);
  project.write("p.ts", project.read("p.ts").replace('"got "', '"has "'));
  await watcher.says(/begun/);
  assert.equal(await watcher.end("SIGINT"), 130);
});

Deno.test("--watch refuses a wrong command line at once", async () => {
  await using project = tempProject({ files: FILES });
  assert.equal((await project.run(["run", "--watch", "-j", "x", "p.ts"])).code, 2);
});

Deno.test("-C with --watch: each round works in that folder", async () => {
  const files = Object.entries(FILES).map(([name, text]) => [`sub/${name}`, text]);
  await using project = tempProject({ files: Object.fromEntries(files) });
  await using watcher = new Watcher(project, ["-C", "sub", "p.ts"]);
  await watcher.prints(/^ONE$/m);
  await watcher.says(WATCHING);
  project.write("sub/data.txt", "two");
  await watcher.says(/^changed: sub\/data\.txt$/m);
  await watcher.prints(/^TWO$/m);
  assert.ok(project.exists("sub/out.txt"));
});
