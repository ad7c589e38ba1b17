/** Asks the person at the terminal. */

/** Whether the answer is yes; without a terminal nobody is asked, and it isn't. */
export function confirmed(question: string): boolean {
  if (!Deno.stdin.isTerminal()) return false;
  Deno.stderr.writeSync(new TextEncoder().encode(`${question} [y/N] `));
  return /^y(?:es)?$/i.test(readLine().trim());
}

function readLine(): string {
  const bytes: number[] = [];
  const byte = new Uint8Array(1);
  while (Deno.stdin.readSync(byte) !== null && byte[0] !== 10) bytes.push(byte[0]!);
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
