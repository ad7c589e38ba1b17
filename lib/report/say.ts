/** What is said to people, beside the data. */

/** Writes a line to stderr. That it can't be written to, on a full disk, is no reason to fail. */
export function say(text: string): void {
  try {
    console.error(text);
  } catch {
    // there is no other place to tell of it
  }
}
