/** The first pipeline that `merkl init --example` writes. */

/** Counts the words of this very file; no data needed, and every step can be edited and run again. */
export const EXAMPLE = `import { readFuture, task } from "@merkl/merkl";

/** Words of at least \`minLength\` letters, in lower case. */
const words = task((text: string, minLength: number) =>
  (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => word.length >= minLength)
);

/** The \`top\` most frequent words and how often each stands there. */
const mostFrequent = task((words: string[], top: number) => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, top);
});

/** Counts the words of a text file. */
export function countWords(path = "pipeline.ts", { top = 5, minLength = 4 } = {}) {
  const text = readFuture(path);
  return mostFrequent(words(text, minLength), top).to("words.json");
}
`;
