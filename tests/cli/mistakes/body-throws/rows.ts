/** One line of numbers. */
export function parseRow(line: string, separator: string): number[] {
  return line.split(separator).map((cell) => {
    const value = Number(cell);
    if (Number.isNaN(value)) throw new Error(`"${cell}" is no number`);
    return value;
  });
}
