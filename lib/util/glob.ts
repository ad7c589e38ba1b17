/** Patterns for paths: `*` and `?` stay within a folder, `**` goes across folders. */

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

/** Whether a path is a pattern for several. */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/** The source of a regular expression that matches what a pattern does. */
export function globSource(pattern: string): string {
  return pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (sign) => SIGNS[sign]!);
}
