/**
 * Bundles the command line, so that it starts faster and needs no packages. `deno task bundle
 * [FILE]`: into one file, default `dist/merkl.js`.
 */

import { Buffer } from "node:buffer";
import { brotliCompressSync } from "node:zlib";
import { parse } from "@babel/parser";
import { compileEarly } from "./compile_early.ts";

/** Where the bundle of one file is made. */
export const ONE = "dist/merkl.js";

/** Bundles `cli.ts` into one file; whether that worked. */
export function bundleOne(output: string = ONE): boolean {
  if (!bundle(["--output", output, "cli.ts"])) return false;
  rewrite(output, (text) => inAscii(loadNodeLate(packTexts(text))));
  if (!compileEarly(output, { first: output, options: ["--no-config"] })) return false;
  return true;
}

/** Runs Deno's bundler; whether that worked. */
export function bundle(args: readonly string[]): boolean {
  return new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", ...args],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync().success;
}

/**
 * One character above U+00FF makes V8 keep all of the text with two bytes for each. The bundler leaves
 * some in regular expressions.
 */
function inAscii(text: string): string {
  return text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A longer text is data: WebAssembly, which draws graphs. */
const LONG = 200_000;

const UNPACK = `function unpackText(text){const load=process.getBuiltinModule;` +
  `const bytes=load("node:buffer").Buffer.from(text,"base64");` +
  `return load("node:zlib").brotliDecompressSync(bytes).toString("latin1")}`;

/** A process reads and scans all of the file, 2.6 ms for each MB, whatever it needs of it. */
function packTexts(text: string): string {
  let packed = "";
  let rest = 0;
  for (const { start, end, value } of longTexts(parse(text, { sourceType: "module" }))) {
    const bytes = brotliCompressSync(Buffer.from(value, "latin1"));
    packed += `${text.slice(rest, start)}unpackText("${bytes.toString("base64")}")`;
    rest = end;
  }
  return UNPACK + packed + text.slice(rest);
}

interface LongText {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** The long texts in a syntax tree, whose characters are bytes. */
function* longTexts(node: object): Generator<LongText> {
  const { type, start = 0, end = 0, value, quasis } = node as
    & { type: string }
    & Partial<LongText & { quasis: { value: { cooked: string } }[] }>;
  const text = type === "TemplateLiteral" && quasis?.length === 1
    ? quasis[0]!.value.cooked
    : type === "StringLiteral" && value || "";
  if (text.length > LONG && /^[\0-\xff]*$/.test(text)) yield { start, end, value: text };
  else if (end - start > LONG) {
    for (const part of Object.values(node)) {
      for (const child of [part].flat()) {
        if (typeof child === "object" && child !== null) yield* longTexts(child);
      }
    }
  }
}

/** Changes the text of a file. */
export function rewrite(file: string, change: (text: string) => string): void {
  Deno.writeTextFileSync(file, change(Deno.readTextFileSync(file)));
}

/**
 * Some parts import these modules, which cost as much as an empty program and more; in one file all
 * imports of all parts are made at once. So they become objects and functions that load them when used.
 */
const LATE =
  /import ?([\w$]+|\{[^}]*\}) ?from"(node:(?:assert\/strict|crypto|os|process|sqlite))";/g;

function loadNodeLate(text: string): string {
  return text.replace(LATE, (_, names: string, module) => {
    const loaded = `process.getBuiltinModule("${module}")`;
    if (names.startsWith("{")) {
      return names.slice(1, -1).split(",").map((item) => {
        const [name, as = name] = item.trim().split(" as ");
        return `function ${as}(...a){const f=${loaded}.${name};return new.target?new f(...a):f(...a)}`;
      }).join("");
    }
    const get = `get(_,k){const m=${loaded},v=m[k];return typeof v=="function"?v.bind(m):v}`;
    const apply = `apply(_,t,a){return ${loaded}(...a)}`;
    return `const ${names}=new Proxy(function(){},{${get},${apply}});`;
  });
}

if (import.meta.main && !bundleOne(Deno.args[0])) Deno.exit(1);
