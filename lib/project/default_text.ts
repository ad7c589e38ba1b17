/** Defaults of a pipeline's parameters, from the source's text to one that could be given. */

/** Texts, brackets, and what ends a value or makes it no plain one. */
const PARTS =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[([{}\])?]|=>|\s(?:as|satisfies)\s/gs;

/** A number in a spelling that only the language has: `1_000`, `0xff`. */
const NUMBER = /^(-?)(0[xob][\da-f_]+|[\d_]*\.?[\d_]+(?:e[+-]?\d+)?)$/i;

/** A text in other quotes than JSON's, with nothing in it that needs them. */
const TEXT = /^(['`])([^'`"\\$\n]*)\1$/;

/** A default as it is told: `"x" as Path` is `"x"`, and `1_000` is `1000`. */
export function defaultText(written: string): string {
  const text = withoutType(written);
  const quoted = TEXT.exec(text);
  if (quoted !== null) return `"${quoted[2]}"`;
  if (/^-?[\d_]+n$/.test(text)) return text.replaceAll("_", "");
  const number = NUMBER.exec(text);
  // others, such as 1e3, are understood as they stand
  if (number === null || !/_|^-?0[xob]/i.test(text)) return text;
  return `${number[1]}${Number(number[2]!.replaceAll("_", ""))}`;
}

/** What stands before ` as TYPE` or ` satisfies TYPE`. */
function withoutType(text: string): string {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    if ("([{".includes(part)) depth++;
    else if ("}])".includes(part)) depth--;
    else if (depth > 0) continue;
    else if (part === "?" || part === "=>") return text;
    else if (/^\s/.test(part)) return text.slice(0, index);
  }
  return text;
}
