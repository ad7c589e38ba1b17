/** Helpers on texts. */

const cache = new Map<number, string>();

/** A text with spaces up to a width. */
export const pad = (text: string, width: number) => text + blanks(Math.max(0, width - text.length));

/** That many spaces. */
function blanks(count: number): string {
  let found = cache.get(count);
  if (found === undefined) cache.set(count, found = " ".repeat(count));
  return found;
}

export { pad as padded };
export * as numbers from "./numbers.ts";
export default function words(text: string): string[] {
  return text.match(/\p{L}+/gu) ?? [];
}
