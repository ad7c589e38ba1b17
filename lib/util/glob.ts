/** Patterns for paths: `*` and `?` stay within a folder, `**` goes across folders. */

const SIGNS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

/** A test of whole paths with `/` against a pattern. */
export function globTest(pattern: string): (path: string) => boolean {
  const source = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (sign) => SIGNS[sign]!);
  const whole = new RegExp(`^${source}$`, "s");
  return (path) => whole.test(path);
}
