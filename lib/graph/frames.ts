/** Stacks, kept unformatted (a formatted one costs fifty times as much) until a place is needed. */

import type { Frame } from "../source/types.ts";
import { fileURLToPath } from "../util/path.ts";

/** A stack that can be formatted later. */
export interface Trace {
  stack?: unknown;
}

const LIMIT = 30;

/** Keeps the stack above `caller`, for {@link framesOf}. */
// deno-lint-ignore ban-types -- what captureStackTrace takes
export function captureTrace(caller: Function): Trace {
  const trace: Trace = {};
  const limit = Error.stackTraceLimit;
  setLimit(LIMIT);
  Error.captureStackTrace(trace, caller as (...args: unknown[]) => unknown);
  setLimit(limit);
  return trace;
}

/** The limit may be frozen by a hardened environment; then it stays. */
function setLimit(limit: number): void {
  try {
    Error.stackTraceLimit = limit;
  } catch {
    // fewer frames are known: some functions can't be located, and say so
  }
}

/** The frames of a kept stack, nearest first; those of the runtime itself left out. */
export function framesOf(trace: Trace): readonly Frame[] {
  const known = formatted.get(trace);
  if (known !== undefined) return known;
  const before = Error.prepareStackTrace;
  let frames: readonly Frame[] = [];
  try {
    Error.prepareStackTrace = (_error, sites) => sites.map(toFrame);
    const stack: unknown = trace.stack;
    if (Array.isArray(stack)) frames = stack as Frame[];
  } finally {
    // deno-lint-ignore no-explicit-any -- absent is not the same as undefined here
    Error.prepareStackTrace = before as any;
  }
  const own = frames.filter((frame) =>
    frame.file !== "" && !/^(ext|node|native):/.test(frame.file)
  );
  formatted.set(trace, own);
  return own;
}

const formatted = new WeakMap<Trace, readonly Frame[]>();

function toFrame(site: CallSite): Frame {
  const name = site.getFileName() ?? "";
  const file = name.startsWith("file://") ? fileURLToPath(name.replace(/[?#].*$/, "")) : name;
  // an example in a comment or page isn't the text of the file that it stands in
  const example = EXAMPLE.exec(site.getScriptNameOrSourceURL() ?? "")?.[0] ?? "";
  return {
    file: file + example,
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
  };
}

/** How Deno names the examples that it tests: behind the name of their file. */
const EXAMPLE = /#\d+-\d+\.\w+$/;

/** The part of V8's call site that is used. */
interface CallSite {
  getFileName(): string | null | undefined;
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}
