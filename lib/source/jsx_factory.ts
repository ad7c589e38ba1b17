/** What JSX is compiled to calls of. */

import type { ProjectFolder } from "./project_files.ts";

/** A name in the file, or a module that is imported for it. */
export type JsxFactory = { readonly name: string } | { readonly specifier: string };

/**
 * The factory that a file's pragmas or habits name, as far as its own text tells.
 * @param fragment Whether it is that of `<></>`
 */
export function jsxFactory(text: string, fragment: boolean): JsxFactory[] {
  const source = /@jsxImportSource\s+([^\s*]+)/.exec(text)?.[1];
  if (source !== undefined) return [{ specifier: `${source}/jsx-runtime` }];
  const pragma = (fragment ? /@jsxFrag\s+([\w$]+)/ : /@jsx\s+([\w$]+)/).exec(text)?.[1];
  if (pragma !== undefined) return [{ name: pragma }];
  return (fragment ? ["React", "Fragment"] : ["React", "h"]).map((name) => ({ name }));
}

const PRAGMA = /^[^\n]*?@jsx(?:ImportSource|Runtime|Frag)?\s/m;

/** Whether a file says itself what its JSX is compiled to. */
export function hasJsxPragma(text: string): boolean {
  return PRAGMA.test(text);
}

/**
 * What the `compilerOptions` that speak for a file say; undefined if nothing but what is usual.
 * @param folders Those with project files above the file, nearest first
 */
export function jsxSetting(folders: readonly ProjectFolder[]): JsxFactory | undefined {
  for (const { deno } of folders) {
    const options = deno?.json["compilerOptions"];
    if (typeof options !== "object" || options === null) continue;
    const { jsx, jsxImportSource, jsxFactory } = options as Readonly<Record<string, unknown>>;
    if (/^(?:react-jsx(?:dev)?|precompile)$/.test(String(jsx))) {
      const source = typeof jsxImportSource === "string" ? jsxImportSource : "react";
      return { specifier: `${source}/jsx-runtime` };
    }
    if (typeof jsxFactory === "string") return { name: jsxFactory };
    if (jsx !== undefined) return undefined;
  }
  return undefined;
}
