/** What the names that every program has stand for: pure built-ins, or reads of the world. */

import type { Node } from "./ast.ts";
import type { Read } from "./summary.ts";

const PURE = new Set([
  ..."undefined NaN Infinity globalThis Object Function Array String Number Boolean BigInt Symbol"
    .split(" "),
  ..."Math JSON Reflect Proxy Map Set WeakMap WeakSet WeakRef RegExp Date Promise Iterator Intl"
    .split(" "),
  ..."Error TypeError RangeError SyntaxError ReferenceError EvalError URIError".split(" "),
  ..."AggregateError SuppressedError DOMException DisposableStack AsyncDisposableStack".split(" "),
  ..."ArrayBuffer SharedArrayBuffer DataView Atomics Int8Array Uint8Array".split(" "),
  ..."Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array".split(" "),
  ..."Float32Array Float64Array BigInt64Array BigUint64Array Buffer Blob File FormData".split(" "),
  ..."URL URLSearchParams URLPattern TextEncoder TextDecoder TextEncoderStream".split(" "),
  ..."TextDecoderStream CompressionStream DecompressionStream ReadableStream WritableStream".split(
    " ",
  ),
  ..."TransformStream AbortController AbortSignal Event EventTarget CustomEvent Headers".split(" "),
  ..."Request Response WebAssembly structuredClone atob btoa encodeURI encodeURIComponent".split(
    " ",
  ),
  ..."decodeURI decodeURIComponent escape unescape parseInt parseFloat isNaN isFinite eval".split(
    " ",
  ),
  ..."console queueMicrotask setTimeout setInterval clearTimeout clearInterval Temporal".split(" "),
  ..."FinalizationRegistry arguments require module exports".split(" "),
]);

/** Whether a global is the object that has all of them. */
export function isGlobalObject(name: string): boolean {
  return /^(?:globalThis|window|self|global)$/.test(name);
}

/** Whether the environment can be asked for by a global that something else is a name for. */
export function holdsEnvironment(name: string): boolean {
  return name === "Deno" || name === "process";
}

/** Whether a global, as a whole, is the same in every run. */
export function isPureGlobal(name: string): boolean {
  return PURE.has(name);
}

/** What every program finds on `globalThis`: what is there before any code of the user's is loaded. */
const OF_THE_PLATFORM: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  // asked for by code that also runs elsewhere
  ..."window document global Bun importScripts WorkerGlobalScope".split(" "),
  // of Workers
  ..."DedicatedWorkerGlobalScope postMessage".split(" "),
]);

/** Whether a global is there only if some code of the program puts it there. */
export function isOwnGlobal(name: string): boolean {
  return !OF_THE_PLATFORM.has(name) && !isPureGlobal(name);
}

/** Modules of Node that give what is global as well. */
const AS_GLOBAL: Readonly<Record<string, { readonly root: string; readonly names: RegExp }>> = {
  crypto: { root: "crypto", names: /^(?:randomUUID|getRandomValues)$/ },
  perf_hooks: { root: "", names: /^performance$/ },
  process: { root: "process", names: /./ },
};

/** The global that an import specifier of a module of Node stands for. */
export function importedGlobal(specifier: Node): string | undefined {
  const known = AS_GLOBAL[specifier.source.replace(/^node:/, "")];
  if (!known || !/^(?:node:|process$)/.test(specifier.source)) return undefined;
  if (specifier.type !== "ImportSpecifier") return known.root || undefined;
  const name: string = specifier.imported.name ?? specifier.imported.value;
  if (!known.names.test(name)) return undefined;
  return known.root === "" ? name : `${known.root}.${name}`;
}

/** A use of a global: called, made with `new`, or only named. */
export interface GlobalUse {
  readonly root: string;
  readonly path: readonly string[];
  /** The call, if it is called. */
  readonly call?: Node;
  /** The expression, if it is only named. */
  readonly member?: Node;
}

/** What a use of a global reads; undefined if nothing that may change. */
export function globalRead(use: GlobalUse): Read | undefined {
  const inner = use.root === "globalThis" || use.root === "window" || use.root === "self";
  const names = inner && use.path.length > 0 ? use.path : [...use.root.split("."), ...use.path];
  const name = names.join(".");
  const node = (use.call ?? use.member)!;
  const at = [node.start, node.end] as const;
  const env = envRead(names, use.call);
  if (env) return { ...env, at };
  if (use.member && names.length === 1) {
    if (isGlobalObject(name)) return { kind: "outside", what: name, at };
    if (holdsEnvironment(name)) return { kind: "env", what: name, at };
  }
  if (use.call && isClock(name, use.call)) {
    return { kind: "clock", what: clockText(name, use.call), at };
  }
  if (/^(?:Date\.now|performance\.\w+|Temporal\.Now\..*)$/.test(name)) {
    return { kind: "clock", what: name, at };
  }
  if (/^(?:Math\.random|crypto\.(?:randomUUID|getRandomValues))$/.test(name)) {
    return { kind: "random", what: use.call ? `${name}()` : name, at };
  }
  if (isPureGlobal(names[0]!) || /^(?:crypto\b|process(?:$|\.(?:nextTick|version)))/.test(name)) {
    return undefined;
  }
  return { kind: "outside", what: use.call ? `${name}()` : name, at };
}

function envRead(names: readonly string[], call: Node | undefined): Omit<Read, "at"> | undefined {
  const name = names.join(".");
  if (name === "Deno.env.get" || name === "Deno.env.has") {
    const argument: Node | undefined = call?.arguments[0];
    if (argument?.type !== "StringLiteral") return { kind: "env", what: `${name}()` };
    return { kind: "env", what: `${name}(${JSON.stringify(argument.value)})`, env: argument.value };
  }
  if (name.startsWith("Deno.env")) return { kind: "env", what: name };
  if (names[0] !== "process" || names[1] !== "env") return undefined;
  const variable = names[2];
  if (variable === undefined || variable === "*") return { kind: "env", what: "process.env" };
  return { kind: "env", what: `process.env.${variable}`, env: variable };
}

function isClock(name: string, call: Node): boolean {
  if (name === "Date.now" || name === "performance.now" || name.startsWith("Temporal.Now.")) {
    return true;
  }
  return name === "Date" && (call.type !== "NewExpression" || call.arguments.length === 0);
}

function clockText(name: string, call: Node): string {
  return call.type === "NewExpression" ? `new ${name}()` : `${name}()`;
}
