/** Data for standard output. */

/**
 * Prints a line as `console.log` did when merkl started: users' code may have been given another
 * `console` since.
 */
export const printLine: (text: string) => void = console.log.bind(console);
