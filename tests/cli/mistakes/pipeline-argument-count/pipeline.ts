import { pipeline, task } from "@merkl/merkl";

const train = task((rows: number[], lr: number) => rows.length * lr);

const sweep = pipeline((rows: number[], lr: number) => train(rows, lr));

export default () => [0.1, 0.2].map((lr) => (sweep as (lr: number) => unknown)(lr));
