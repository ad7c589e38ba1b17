import { task } from "@merkl/merkl";
import { total } from "./helpres.ts";

const sum = task((rows: number[]) => total(rows));

export default () => sum([1, 2]);
