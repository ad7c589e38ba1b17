/** What a foreign error says, as it can stand in a sentence. */

/** The message of what was caught; of the system's errors without numbers and absolute paths. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return /^(.*?) \(os error \d+\)(?:: .*)?$/s.exec(cause.message)?.[1] ?? cause.message;
}
