/** What is known of penguins. */

/** A row of the table as it is published, with gaps. */
export interface Row {
  readonly Species: string;
  readonly Island: string;
  readonly "Beak Length (mm)": number | null;
  readonly "Beak Depth (mm)": number | null;
  readonly "Flipper Length (mm)": number | null;
  readonly "Body Mass (g)": number | null;
  readonly Sex: string | null;
}

/** The columns that hold measurements. */
export const MEASURES = [
  "Beak Length (mm)",
  "Beak Depth (mm)",
  "Flipper Length (mm)",
  "Body Mass (g)",
] as const;

/** The name of a measurement. */
export type Measure = typeof MEASURES[number];

/** A penguin of which every measurement is known. */
export type Penguin = Row & Readonly<Record<Measure, number>>;

/** Whether every measurement of a row is there. */
export function complete(row: Row): row is Penguin {
  return MEASURES.every((measure) => row[measure] !== null);
}
