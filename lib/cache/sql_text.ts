/** The little of SQL's grammar that tells whether a text is one expression or one query. */

/** Texts, names and comments: nothing in them counts. What is left open goes on to the end. */
const OPAQUE =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** Whether a text is a whole query rather than an expression. */
export function isQuery(sql: string): boolean {
  return /^\s*(?:select|with)\b/i.test(withoutComments(sql));
}

/**
 * What keeps a text from being one statement, or from standing between parentheses as it is;
 * undefined if nothing does. Whatever else is wrong with it, SQLite finds.
 */
export function strayPart(sql: string): string | undefined {
  let depth = 0;
  const bare = sql.replace(OPAQUE, " ");
  for (const character of bare) {
    if (character === ";") return "a semicolon";
    if (character === "(") depth++;
    if (character === ")" && --depth < 0) return "a parenthesis that closes nothing";
  }
  return depth > 0 ? "a parenthesis that is never closed" : undefined;
}

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))+/, "");
}
