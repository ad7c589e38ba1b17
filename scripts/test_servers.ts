/**
 * Tests against a real S3 server: `deno task test:servers [PATH…]`. It is Ceph's gateway, from Debian's
 * packages, started for the tests and in memory only. Without the packages they are skipped, loudly.
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAMS = ["radosgw", "radosgw-admin", "ceph", "ceph-mon", "ceph-osd"];
/** Milliseconds; it takes about 12 s. */
const START = 180_000;

function isThere(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(join(folder, program)).isFile;
    } catch {
      return false;
    }
  });
}

/**
 * A port that is free, and the next one too: the monitor takes it. Not one of those that systems give
 * to whoever connects (from 32768 on), for it is taken only seconds later.
 */
function freePort(): number {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    try {
      for (const one of [port, port + 1]) Deno.listen({ hostname: "127.0.0.1", port: one }).close();
      return port;
    } catch {
      // another pair
    }
  }
}

/** Resolves when the server says that it is ready. */
async function ready(server: Deno.ChildProcess): Promise<boolean> {
  let said = "";
  const timer = setTimeout(() => server.kill("SIGTERM"), START);
  try {
    for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.includes("READY")) return true;
    }
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function runTests(paths: readonly string[]): Promise<number> {
  const folder = Deno.makeTempDirSync({ prefix: "merkl-ceph-" });
  const port = freePort();
  const log = Deno.openSync(join(folder, "start.log"), { write: true, create: true });
  const server = new Deno.Command("bash", {
    args: [join(ROOT, "tests/servers/ceph.sh"), join(folder, "ceph"), String(port)],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const logged = server.stderr.pipeTo(log.writable);
  try {
    if (!await ready(server)) {
      await logged;
      console.error(Deno.readTextFileSync(join(folder, "start.log")));
      console.error("The S3 server did not start");
      return 1;
    }
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--quiet", ...paths],
      cwd: ROOT,
      env: { MERKL_TEST_S3: `http://127.0.0.1:${port}` },
      stdin: "null",
    }).spawn().status;
    return code;
  } finally {
    try {
      server.kill("SIGTERM");
    } catch {
      // it has ended
    }
    await server.status;
    await logged.catch(() => {});
    Deno.removeSync(folder, { recursive: true });
  }
}

const missing = PROGRAMS.filter((program) => !isThere(program));
if (missing.length > 0) {
  console.error(`SKIPPED: tests/servers, for want of ${missing.join(", ")}.`);
  console.error("On Debian: apt-get install radosgw ceph-mon ceph-osd ceph-common");
} else {
  Deno.exit(await runTests(Deno.args.length === 0 ? ["tests/servers"] : Deno.args));
}
