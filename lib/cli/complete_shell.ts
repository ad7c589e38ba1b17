/** Between shells and `complete.ts`: how they give a command line, and how they take candidates. */

import type { OptionSpecs } from "./args.ts";
import { COMMON_OPTIONS } from "./command.ts";
import type { Completion } from "./complete.ts";
import { tokensOf } from "./tokens.ts";

/** The words behind `merkl`, the last as far as it is typed. bash gives the whole line. */
export function wordsOf(shell: string | undefined, given: readonly string[]): readonly string[] {
  if (shell !== "bash") return given.length === 0 ? [""] : given;
  return splitLine(given[0] ?? "").slice(1);
}

/** What `-C` names among the words. */
export function folderOf(words: readonly string[]): string | undefined {
  const options: OptionSpecs = COMMON_OPTIONS;
  return tokensOf(words.slice(0, -1), options).flatMap((token) =>
    token.kind === "option" && token.name === "directory" ? token.value ?? [] : []
  ).at(-1);
}

/** A line for each candidate, with its help behind a tab; then which paths the shell adds. */
export function forShell(
  shell: string | undefined,
  words: readonly string[],
  { candidates, paths }: Completion,
): string[] {
  const skip = shell === "bash" ? replacedFrom(words.at(-1) ?? "") : 0;
  return [
    ...candidates.map(({ text, help }) => {
      const word = text.slice(skip);
      return help === undefined || help === "" ? word : `${word}\t${help.split("\n")[0]}`;
    }),
    `:paths=${paths}`,
  ];
}

/** Where what bash replaces begins: behind the last character that breaks its words. */
function replacedFrom(word: string): number {
  const breaks = Deno.env.get("_MERKL_WORDBREAKS") ?? ":=";
  return Math.max(
    ...[...":="].filter((one) => breaks.includes(one)).map((one) => word.lastIndexOf(one) + 1),
    0,
  );
}

/** Splits a line as a shell does: quotes and backslashes are taken away; expansions stay unknown. */
function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let isOpen = true;
  for (const [piece] of line.matchAll(/\s+|\\.?|'[^']*'?|"(?:\\.|[^"\\])*"?|[^\s\\'"]+/gs)) {
    if (/^\s/.test(piece)) {
      if (isOpen) words.push(word);
      word = "";
      isOpen = true;
      continue;
    }
    isOpen = true;
    word += piece.startsWith("\\")
      ? piece.slice(1)
      : piece.startsWith("'")
      ? piece.slice(1).replace(/'$/, "")
      : piece.startsWith('"')
      ? piece.slice(1).replace(/"$/, "").replaceAll(/\\(["\\$`])/g, "$1")
      : piece;
  }
  words.push(word);
  return words;
}
