/**
 * Which user code Deno imports by itself just as merkl would have it: that which imports nothing but
 * files beside it, Node's modules, merkl, and packages by name and version. It is spared the hooks,
 * whose loading takes as long as all else in a run with nothing to do.
 */

import type { Resolver } from "../source/resolve.ts";
import { type AbsPath, fileUrl, fileURLToPath } from "../util/path.ts";
import type { SeenPackage } from "./hooks.ts";

/** The name of the library in user code. */
export const MERKL = "@merkl/merkl";

/** Deno's own resolution of JSX, CommonJS and the like is not foreseen here. */
const MODULE = /\.m?[jt]s$/;
/** It imports nothing. */
const DATA = /\.json$/;
const AS_JSON = /^\s*with\s*\{\s*type\s*:\s*["']json["']\s*,?\s*\}/;

/** A package that is the same whatever locks say. */
const EXACT = /^npm:(?:@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(?:\/[\w./-]+)?$/;

/** Words that can begin an import; they also stand in comments and texts, which does no harm. */
const WORD = /\b(?:import|from|require)\b/g;

/** What user code consists of. */
export interface PlainModules {
  /** `file:` URLs of the module and of all files that it imports. */
  readonly urls: readonly string[];
  readonly packages: readonly SeenPackage[];
}

/**
 * What a module and all that it imports are; undefined if the hooks are needed, also whenever a look at
 * the text doesn't tell.
 *
 * @param resolver What the imports are to mean.
 * @param hasMerkl Whether `@merkl/merkl` is the running library without hooks.
 */
export function plainModules(
  path: AbsPath,
  resolver: Resolver,
  hasMerkl: boolean,
): PlainModules | undefined {
  const urls = new Set([fileUrl(path)]);
  const packages: SeenPackage[] = [];
  for (const url of urls) { // grows meanwhile
    if (DATA.test(url)) continue;
    if (!MODULE.test(url)) return undefined;
    const file = fileURLToPath(url) as AbsPath;
    const specifiers = specifiersOf(file);
    if (specifiers === undefined) return undefined;
    for (const specifier of specifiers) {
      const meant = resolver.importable(specifier, file);
      if (specifier === MERKL) {
        if (!hasMerkl || meant !== "merkl:.") return undefined;
      } else if (/^\.{0,2}\//.test(specifier)) {
        if (meant !== new URL(specifier, url).href) return undefined;
        urls.add(meant);
      } else if (!Deno.build.standalone && meant === specifier && EXACT.test(specifier)) {
        packages.push({ importable: specifier, specifier, file });
      } else if (meant !== specifier || !/^node:(?!module$)/.test(specifier)) return undefined;
    }
  }
  return { urls: [...urls], packages };
}

/** Every specifier in a file, and perhaps some that are none; undefined if one can't be read. */
function specifiersOf(file: AbsPath): readonly string[] | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch {
    return undefined; // the import itself will say it better
  }
  if (file.endsWith(".js") && /\bexports\b/.test(text)) return undefined;
  const specifiers: string[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const found = after(word, text.slice(index + word.length, index + word.length + 1000));
    if (found === undefined) return undefined;
    if (found !== "") specifiers.push(found);
  }
  return specifiers;
}

/** The specifier behind a word; empty if none stands there, undefined if that isn't sure. */
function after(word: string, rest: string): string | undefined {
  if (word === "require") return /^\s*\(/.test(rest) ? undefined : "";
  if (/^\s*["']/.test(rest)) {
    const [text = "", , specifier] = /^\s*(["'])([^"'\\\n]+)\1/.exec(rest) ?? [];
    // of data without the attribute the hooks know what is wrong
    const isOdd = DATA.test(specifier ?? "") && !AS_JSON.test(rest.slice(text.length));
    return isOdd ? undefined : specifier;
  }
  if (/^\s*(?:\/|$)/.test(rest)) return undefined; // a comment, or more space than was looked at
  if (word === "from") return "";
  if (/^\s*\./.test(rest)) {
    return /^\.meta\.(?:url|dirname|filename|main)\b/.test(rest) ? "" : undefined;
  }
  if (/^\s*\(/.test(rest)) return /^\s*\(\s*(["'])([^"'\\\n]+)\1\s*[,)]/.exec(rest)?.[2];
  return "";
}
