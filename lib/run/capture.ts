/**
 * Who prints what: writes to `console`, `Deno.stdout`, `process.stdout` and their likes for standard
 * error reach the output of the body that they come from, however many run at once.
 *
 * Not seen: what a subprocess with inherited streams or a Worker writes, and functions that were
 * taken from `console` before the capture was installed.
 */

import { surroundings } from "../graph/ambient.ts";
import { bodyConsole, CONSOLE_METHODS } from "./body_console.ts";
import type { BodyOutput } from "./body_output.ts";
import type { Reporter } from "./event.ts";

/** A body that may have an output; what `Scope.body` holds. */
interface Printing {
  readonly output?: BodyOutput | undefined;
}

let installed = false;
/** Above 0 while merkl itself prints. */
let ownWrites = 0;

/** Makes it so, once and for the whole process: outside of bodies nothing changes. */
export function installCapture(): void {
  if (installed) return;
  installed = true;
  captureConsole();
  captureDenoStream(Deno.stdout);
  captureDenoStream(Deno.stderr);
  captureNodeStream(process.stdout);
  captureNodeStream(process.stderr);
}

/** Calls `fn`, whose writes are merkl's own even if a body runs: they go to the real streams. */
export function uncaptured<T>(fn: () => T): T {
  ownWrites++;
  try {
    return fn();
  } finally {
    ownWrites--;
  }
}

/** The same reporter, which may be told of events from inside bodies. */
export function uncapturedReporter(reporter: Reporter): Reporter {
  return {
    takesOutput: reporter.takesOutput ?? false,
    event: (event) => uncaptured(() => reporter.event(event)),
    // it writes nothing
    ...(reporter.ended && { ended: (hash) => reporter.ended!(hash) }),
    end: (summary) => uncaptured(() => reporter.end(summary)),
  };
}

/** The output of the body that the caller is in, if that is to be captured. */
function currentOutput(): BodyOutput | undefined {
  if (ownWrites > 0) return undefined;
  return (surroundings()?.body as Printing | undefined)?.output;
}

function captureConsole(): void {
  const consoles = new WeakMap<BodyOutput, ReturnType<typeof bodyConsole>>();
  const target = console as unknown as Record<string, (...args: unknown[]) => void>;
  for (const name of CONSOLE_METHODS) {
    const original = target[name]!;
    target[name] = (...args: unknown[]) => {
      const output = currentOutput();
      if (output === undefined) return original(...args);
      let own = consoles.get(output);
      if (own === undefined) consoles.set(output, own = bodyConsole(output));
      own[name]!(...args);
      if (output.passesThrough) original(...args);
    };
  }
}

type DenoStream = typeof Deno.stdout;

function captureDenoStream(stream: DenoStream): void {
  const write = stream.write.bind(stream);
  const writeSync = stream.writeSync.bind(stream);
  const taken = (bytes: Uint8Array): boolean => {
    const output = currentOutput();
    output?.write(bytes);
    return output !== undefined && !output.passesThrough;
  };
  const writableOf = () => Reflect.get(Object.getPrototypeOf(stream), "writable", stream);
  Object.defineProperties(stream, {
    write: {
      value: (bytes: Uint8Array) => taken(bytes) ? Promise.resolve(bytes.length) : write(bytes),
    },
    writeSync: {
      value: (bytes: Uint8Array) => taken(bytes) ? bytes.length : writeSync(bytes),
    },
    writable: {
      get: () => {
        const output = currentOutput();
        return output === undefined ? writableOf() : bodyStream(output, write);
      },
    },
  });
}

/** A stream of one body: its chunks are the body's wherever they are pumped. */
function bodyStream(
  output: BodyOutput,
  write: (bytes: Uint8Array) => Promise<number>,
): WritableStream<Uint8Array> {
  return new WritableStream({
    async write(bytes) {
      output.write(bytes);
      if (!output.passesThrough) return;
      for (let at = 0; at < bytes.length;) at += await write(bytes.subarray(at));
    },
  });
}

/** A Node stream, as far as it is needed here. */
interface NodeStream {
  write(chunk: unknown, ...rest: unknown[]): boolean;
}

function captureNodeStream(stream: NodeStream): void {
  const original = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    const output = currentOutput();
    if (output === undefined) return original(chunk, ...rest);
    output.write(bytesOf(chunk, rest[0]));
    if (output.passesThrough) return uncaptured(() => original(chunk, ...rest));
    const callback = rest.find((arg) => typeof arg === "function") as (() => void) | undefined;
    if (callback !== undefined) queueMicrotask(callback);
    return true;
  };
}

function bytesOf(chunk: unknown, encoding: unknown): string | Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  const isText = encoding === undefined || typeof encoding === "function" ||
    /^utf-?8$/i.test(String(encoding));
  if (isText) return String(chunk);
  const { Buffer } = process.getBuiltinModule("node:buffer");
  return Buffer.from(String(chunk), encoding as BufferEncoding);
}
