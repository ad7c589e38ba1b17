/**
 * Text to syntax tree. The one file that names the parser, which is loaded only when a file must
 * really be parsed: it costs more than all else in a run whose sources did not change.
 */

import type { Node } from "./ast.ts";

interface Parser {
  parse(text: string, options: object): { readonly program: unknown };
}

// A bundler puts the module in place of a literal call of `require`; elsewhere it is not defined.
declare const require: (specifier: string) => Parser;

let parser: Parser | undefined;

/**
 * Loads the parser without blocking; parsing loads it at once where this was not called. That finds it
 * because its name stands here: it makes the package part of the program, also of one that imports
 * merkl from elsewhere and whose own import map doesn't know of it.
 */
export async function loadParser(): Promise<void> {
  parser ??= await import("npm:@babel/parser@^8") as unknown as Parser;
}

function loadParserSync(): Parser {
  try {
    return require("@babel/parser");
  } catch {
    // A name with its version, which the import map of a user's project does not have to know.
    const entry = import.meta.resolve("npm:@babel/parser@^8");
    return process.getBuiltinModule("node:module").createRequire(entry)("@babel/parser") as Parser;
  }
}

/** A text without byte order mark: V8's columns don't count it. */
export function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * The `Program` of a module.
 * @param text Source without byte order mark
 * @param file Name of the file, for its extension: `.tsx` and `.jsx` may have JSX
 * @throws {SyntaxError} with the offset as `pos` where the text is not TypeScript
 */
export function parseModule(text: string, file: string): Node {
  parser ??= loadParserSync();
  const typescript = !/\.[mc]?jsx?$/.test(file);
  const plugins: string[] = ["decorators", "decoratorAutoAccessors"];
  if (typescript) plugins.push("typescript");
  if (/\.(?:tsx|[mc]?jsx?)$/.test(file)) plugins.push("jsx");
  const options = {
    sourceType: "module",
    plugins,
    errorRecovery: true,
    attachComment: false,
    allowReturnOutsideFunction: true,
    allowSuperOutsideMethod: true,
    allowNewTargetOutsideFunction: true,
  };
  return parser.parse(text, options).program as Node;
}

/**
 * The function of what `fn.toString()` gives: a function, an arrow, or a method.
 * @returns its node and the text that its offsets count in; undefined if it can't be parsed
 */
export function parseFunction(source: string): { node: Node; text: string } | undefined {
  for (
    const text of [`(${source}\n)`, `({ ${source}\n})`, `({ ${source.replace(/^static /, "")}\n})`]
  ) {
    try {
      const expression: Node = parseModule(text, "function.js").body[0].expression;
      if (expression.type !== "ObjectExpression") return { node: expression, text };
      if (expression.properties[0]?.type === "ObjectMethod") {
        return { node: expression.properties[0], text };
      }
    } catch {
      // not of this form
    }
  }
  return undefined;
}
