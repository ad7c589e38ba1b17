export const parse = (x: string) => x;
