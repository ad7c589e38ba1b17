/**
 * The Worker that receives signals, as a URL: the same text works from source, in the one-file
 * bundle and in the binary, where there is no file of its own to load.
 */

/** After so long without an answer a person may think that Ctrl-C did nothing. */
const PATIENCE_MS = 300;

const SOURCE = `
const NAMES = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
self.onmessage = ({ data: { shared, notice } }) => {
  const listeners = NAMES.map((name, i) => [name, () => received(name, i + 1)]);
  const received = (name, code) => {
    if (Atomics.compareExchange(shared, 0, 0, code) !== 0) {
      // without a listener the signal does what it does by default, in the whole process
      for (const [other, listener] of listeners) Deno.removeSignalListener(other, listener);
      Deno.kill(Deno.pid, name);
      return;
    }
    self.postMessage(name);
    setTimeout(() => {
      if (Atomics.compareExchange(shared, 1, 0, 1) !== 0) return;
      try {
        Deno.stderr.writeSync(new TextEncoder().encode(notice));
      } catch {
        // nobody is there to read it
      }
    }, ${PATIENCE_MS});
  };
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
};
`;

/** What `new Worker()` is given. */
export const SIGNAL_WORKER: string = "data:text/javascript," + encodeURIComponent(SOURCE);
