/** What a line says of a hash: its first character. See `process_leases.ts`. */

/** What some lines say of a hash last; undefined if nothing that counts. */
export function stateIn(text: string, hash: string): "running" | "ended" | undefined {
  for (let at = text.lastIndexOf(hash); at > 0; at = text.lastIndexOf(hash, at - 1)) {
    const sign = text[at - 1];
    if (sign === "~") return undefined;
    if (sign === "-") return "ended";
    if (sign === "+" || sign === "=") return text.indexOf("=", at) === -1 ? "running" : "ended";
  }
  return undefined;
}

/** Lines that say the same of each hash. */
export function linesOf(sign: "~" | "-" | "+" | "?", hashes: Iterable<string>): string {
  let lines = "";
  for (const hash of hashes) lines += `${sign}${hash}\n`;
  return lines;
}
