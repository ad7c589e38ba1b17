export const total = (rows: number[]) => rows.reduce((a, b) => a + b, 0);
