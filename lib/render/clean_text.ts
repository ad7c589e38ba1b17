/** Text that any format can hold. */

/**
 * Without what XML and terminals can't have: control characters become the pictures of them, white
 * space spaces, lone surrogates the replacement character.
 */
export function cleanText(text: string): string {
  return text.toWellFormed()
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ")
    // deno-lint-ignore no-control-regex -- they are what is replaced
    .replace(/[\x00-\x1f]/g, (c) => String.fromCodePoint(0x2400 + c.charCodeAt(0)))
    .replace(/[\x7f-\x9f\ufffe\uffff]/g, "\ufffd");
}

/** Text between the tags of XML and HTML, or in an attribute in double quotes. */
export function escapeXml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
