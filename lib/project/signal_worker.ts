/**
 * The Worker that receives signals, as a URL: the same text works from source, in the one-file
 * bundle and in the binary, where there is no file of its own to load.
 */

/** After so long without an answer a person may think that Ctrl-C did nothing. */
const PATIENCE_MS = 300;

/** What is written before the process ends. */
export interface Farewell {
  readonly stdout: string;
  readonly stderr: string;
}

const SOURCE = `
const NAMES = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
const write = (stream, text) => {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch {
    // nobody is there to read it
  }
};
self.onmessage = ({ data: { shared, notice, farewell } }) => {
  const listeners = NAMES.map((name, i) => [name, () => received(name, i + 1)]);
  const end = (name) => {
    // without a listener the signal does what it does by default, in the whole process
    for (const [other, listener] of listeners) Deno.removeSignalListener(other, listener);
    Deno.kill(Deno.pid, name);
  };
  const received = (name, code) => {
    if (Atomics.compareExchange(shared, 0, 0, code) !== 0) return end(name);
    self.postMessage(name);
    setTimeout(() => {
      if (Atomics.compareExchange(shared, 1, 0, 1) !== 0) return;
      if (farewell === undefined || Atomics.load(shared, 2) === 1) return write(Deno.stderr, notice);
      write(Deno.stderr, farewell.stderr);
      write(Deno.stdout, farewell.stdout);
      end(name);
    }, ${PATIENCE_MS});
  };
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
};
`;

/** What `new Worker()` is given. */
export const SIGNAL_WORKER: string = "data:text/javascript," + encodeURIComponent(SOURCE);
