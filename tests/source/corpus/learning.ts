/** Learning: descent, trees, metrics. */

import { task } from "./merkl.ts";
import { lcg, sum } from "./shared/numbers.ts";
import words, { numbers } from "./shared/texts.ts";

enum Loss {
  Squared,
  Absolute = "absolute",
  Huber = 1 << 4,
}

const enum Limit {
  Rounds = 1e3,
}

const DEFAULTS = Object.freeze({ lr: 0.1, rounds: Limit.Rounds, loss: Loss.Squared as Loss });

abstract class Model<T> {
  static count = 0;
  #fitted = false;
  declare readonly tag: string;
  protected constructor(public readonly name: string, private weights: number[] = []) {}
  abstract predict(x: T): number;
  get size(): number {
    return this.weights.length;
  }
  set fitted(value: boolean) {
    this.#fitted = value;
  }
  isFitted(): this is Model<T> & { fitted: true } {
    return this.#fitted;
  }
  protected weight(i: number): number {
    return this.weights[i] ?? 0;
  }
  protected update(i: number, by: number): void {
    this.weights[i] = this.weight(i) + by;
  }
}

class Linear extends Model<number[]> {
  static {
    Linear.count += 1;
  }
  constructor(features: number) {
    super("linear", new Array<number>(features).fill(0));
  }
  override predict(x: number[]): number {
    return sum(x.map((value, i) => value * this.weight(i)));
  }
  step(x: number[], y: number, lr: number): number {
    const error = y - this.predict(x);
    for (let i = 0; i < x.length; ++i) this.update(i, lr * error * x[i]!);
    return error ** 2;
  }
}

function lossOf(loss: Loss, error: number): number {
  switch (loss) {
    case Loss.Squared:
      return error ** 2;
    case Loss.Absolute:
      return Math.abs(error);
    default: {
      const size = Math.abs(error);
      return size <= 1 ? 0.5 * size ** 2 : size - 0.5;
    }
  }
}

export const train = task((rows: number[][], options: Partial<typeof DEFAULTS> = {}) => {
  const { lr, rounds, loss } = { ...DEFAULTS, ...options };
  const model = new Linear(rows[0]!.length - 1);
  const history: number[] = [];
  training: for (let round = 0; round < rounds; round++) {
    let total = 0;
    for (const row of rows) {
      total += lossOf(loss, model.step(row.slice(0, -1), row.at(-1)!, lr));
      if (!Number.isFinite(total)) break training;
    }
    history.push(total / rows.length);
  }
  return { history, size: model.size };
});

export const split = task({ outs: 2 }, (rows: unknown[], share = 0.8, seed = 1) => {
  const random = lcg(seed);
  const parts: [unknown[], unknown[]] = [[], []];
  for (const row of rows) parts[random.next().value < share ? 0 : 1].push(row);
  return parts;
});

export const tree = task((values: number[], depth: number): unknown => grow(values, depth));

function grow(values: number[], depth: number): unknown {
  if (depth === 0 || values.length < 2) return leaf(values);
  const at = numbers.median(values);
  return {
    at,
    below: grow(values.filter((v) => v < at), depth - 1),
    above: grow(values.filter((v) => v >= at), depth - 1),
  };
}

function leaf(values: number[]): unknown {
  return values.length > 4 ? grow(values, 1) : values;
}

export const vocabulary = task((texts: string[]) => {
  const counts: Record<string, number> = Object.create(null);
  for (const text of texts) for (const word of words(text)) counts[word] = (counts[word] ?? 0) + 1;
  return Object.entries(counts).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
});

export const confusion = task({ outs: "infer" }, (given: string[], wanted: string[]) => {
  const labels = [...new Set([...given, ...wanted])].sort();
  const matrix = labels.map((a) =>
    labels.map((b) => given.filter((g, i) => g === a && wanted[i] === b).length)
  );
  return { labels, matrix };
});

export const schedule = task(function* (rounds: number) {
  for (let i = 0; i < rounds; i++) yield* [DEFAULTS.lr / (1 + i), -0];
});
