/**
 * Patterns for paths: `*`, `?` and `[a-z]` stay within a folder, `**` goes across folders, `{a,b}` is
 * one of several. What could be a class or a choice also stands for itself, as in `app/[id]/page.txt`.
 */

const SIGNS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

/** A test of whole paths with `/` against a pattern. */
export function globTest(pattern: string): (path: string) => boolean {
  const whole = new RegExp(`^${globSource(pattern)}$`, "s");
  return (path) => whole.test(path);
}

const SIGN = /\*\*\/|\*\*|\*|\?|\[[!^]?[^[\]/]+\]|\{[^{}]*,[^{}]*\}/g;

/** Whether a path is a pattern for several. */
export function isGlob(path: string): boolean {
  return path.search(SIGN) !== -1;
}

/** The source of a regular expression that matches what a pattern does. */
export function globSource(pattern: string): string {
  let source = "";
  let at = 0;
  for (const { 0: sign, index } of pattern.matchAll(SIGN)) {
    source += literal(pattern.slice(at, index)) + (SIGNS[sign] ?? choice(sign));
    at = index + sign.length;
  }
  return source + literal(pattern.slice(at));
}

/** Of a class or of alternatives. */
function choice(sign: string): string {
  const inner = sign.slice(1, -1);
  const either = sign.startsWith("{") ? inner.split(",").map(globSource).join("|") : oneOf(inner);
  return `(?:${either}|${literal(sign)})`;
}

function oneOf(inner: string): string {
  const source = `[${inner.replace(/^!/, "^").replaceAll("\\", "\\\\")}]`;
  try {
    new RegExp(source);
    return `(?!/)${source}`;
  } catch {
    return literal(inner); // a range that goes backwards is no class
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?|()[\]{}]/g, "\\$&");
}
