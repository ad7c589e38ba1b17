/** Colours of a terminal: the one file that knows escape sequences for text. */

/** Wraps texts in a style, or leaves them as they are. */
export interface Painter {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Styles if `enabled`, else texts unchanged. */
export function painter(enabled: boolean): Painter {
  const style = (on: number, off: number) => (text: string) =>
    enabled && text !== "" ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  };
}

/**
 * Whether to colour a stream: `FORCE_COLOR` (not empty, not 0) says yes, `NO_COLOR` (not empty) no,
 * else a terminal yes and anything else no.
 */
export function wantsColor(stream: { isTerminal(): boolean }): boolean {
  const force = Deno.env.get("FORCE_COLOR") ?? "";
  if (force !== "" && force !== "0") return true;
  if ((Deno.env.get("NO_COLOR") ?? "") !== "") return false;
  return force !== "0" && stream.isTerminal();
}
