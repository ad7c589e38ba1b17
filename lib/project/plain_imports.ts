/**
 * Which user code Deno imports by itself just as merkl would have it: that which imports nothing but
 * files beside it, Node's modules and merkl. It is spared the hooks, whose loading takes longer than
 * all else in a run with nothing to do.
 */

import type { Resolver } from "../source/resolve.ts";
import { type AbsPath, fileUrl, fileURLToPath } from "../util/path.ts";

/** The name of the library in user code. */
export const MERKL = "@merkl/merkl";

/** Deno's own resolution of JSX, JSON, CommonJS and the like is not foreseen here. */
const MODULE = /\.m?[jt]s$/;

/** Words that can begin an import; they also stand in comments and texts, which does no harm. */
const WORD = /\b(?:import|from|require)\b/g;

/**
 * The `file:` URLs of a module and of all that it imports; undefined if the hooks are needed, also
 * whenever a look at the text doesn't tell.
 *
 * @param resolver What the imports are to mean.
 * @param hasMerkl Whether `@merkl/merkl` is the running library without hooks.
 */
export function plainModules(
  path: AbsPath,
  resolver: Resolver,
  hasMerkl: boolean,
): readonly string[] | undefined {
  const urls = new Set([fileUrl(path)]);
  for (const url of urls) { // grows meanwhile
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
      } else if (meant !== specifier || !/^node:(?!module$)/.test(specifier)) return undefined;
    }
  }
  return [...urls];
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
  if (/^\s*["']/.test(rest)) return /^\s*(["'])([^"'\\\n]+)\1/.exec(rest)?.[2];
  if (/^\s*(?:\/|$)/.test(rest)) return undefined; // a comment, or more space than was looked at
  if (word === "from") return "";
  if (/^\s*\./.test(rest)) {
    return /^\.meta\.(?:url|dirname|filename|main)\b/.test(rest) ? "" : undefined;
  }
  if (/^\s*\(/.test(rest)) return /^\s*\(\s*(["'])([^"'\\\n]+)\1\s*[,)]/.exec(rest)?.[2];
  return "";
}
