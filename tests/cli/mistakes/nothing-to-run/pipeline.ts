import { task } from "@merkl/merkl";

const double = task((x: number) => 2 * x);

export const four = double(2);
export const rows = [1, 2, 3];
