/** Where a key stands in a JSON text with comments. */

const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|[{}[\]:]/g;

/**
 * The span of the key at `path`, quotes included, in UTF-16 units: of its last occurrence, since that
 * is the one which counts. The text must be well-formed.
 */
export function keySpan(
  text: string,
  path: readonly string[],
): readonly [start: number, end: number] | undefined {
  // the key that each open object stands at, null for each open list
  const at: (string | null)[] = [];
  let string: RegExpExecArray | undefined;
  let found: readonly [number, number] | undefined;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token[0] === '"') string = match;
    else if (token === "{") at.push("");
    else if (token === "[") at.push(null);
    else if (token === "}" || token === "]") at.pop();
    else if (token === ":") {
      at[at.length - 1] = JSON.parse(string![0]) as string;
      if (at.length !== path.length || path.some((key, i) => key !== at[i])) continue;
      found = [string!.index, string!.index + string![0].length];
    }
  }
  return found;
}
