import { task } from "@merkl/merkl";

class Model {
  weights = [0, 0];
}

const train = task((rows: number[], opts: { model: Model; lr: number }) => rows.length);

export function main() {
  return train([1, 2, 3], { model: new Model(), lr: 0.1 });
}
