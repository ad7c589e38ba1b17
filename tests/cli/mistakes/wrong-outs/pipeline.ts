import { task } from "@merkl/merkl";

const evaluate = task({ outs: ["score", "confusion"] }, (rows: number[]) => {
  const score = rows.length;
  return { score, confusoin: [rows] } as unknown as { score: number; confusion: number[][] };
});

export default () => evaluate([1, 2]).score;
