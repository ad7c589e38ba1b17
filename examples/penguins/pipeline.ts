/**
 * Which species is this penguin? From the measurements of 344 penguins to a trained model and a
 * report about how good it is.
 *
 *     merkl run examples/penguins/pipeline.ts
 */

import { task } from "@merkl/merkl";
import table from "npm:vega-datasets@2.11.0/data/penguins.json" with { type: "json" };
import { scatter } from "./lib/chart.ts";
import { features, fitScale, scaled } from "./lib/features.ts";
import { confusionMatrix, share } from "./lib/metrics.ts";
import { complete, type Penguin, type Row } from "./lib/penguin.ts";
import { shuffled } from "./lib/random.ts";
import { page } from "./lib/report.ts";
import { type Model, predict, trainSoftmax } from "./lib/softmax.ts";

/** The table as it is published. */
const load = task((): Row[] => table);

/** Leaves out the penguins that were not measured completely. */
const clean = task((rows: Row[]): Penguin[] => rows.filter(complete));

/** Divides the penguins at random: most to learn from, the rest to test with. */
const split = task({ outs: ["train", "test"] }, (penguins: Penguin[], seed: number) => {
  const mixed = shuffled(penguins, seed);
  const count = Math.round(mixed.length * 0.75);
  return { train: mixed.slice(0, count), test: mixed.slice(count) };
});

/** Mean and spread of each measurement, which make them comparable. */
const measure = task((penguins: Penguin[]) => fitScale(penguins.map(features)));

/** Learns to tell the species apart, by gradient descent. */
const train = task(
  (penguins: Penguin[], scale: ReturnType<typeof fitScale>, iterations: number) => {
    const examples = penguins.map((penguin) => ({
      features: scaled(features(penguin), scale),
      label: penguin.Species,
    }));
    return { scale, ...trainSoftmax(examples, { iterations, learningRate: 0.5 }) };
  },
);

/** Compares what the model says with what is true. */
const evaluate = task(
  { outs: ["accuracy", "confusion"] },
  (model: Model & { scale: ReturnType<typeof fitScale> }, penguins: Penguin[]) => {
    const pairs = penguins.map((penguin) => ({
      actual: penguin.Species,
      predicted: predict(model, scaled(features(penguin), model.scale)),
    }));
    return { accuracy: share(pairs), confusion: confusionMatrix(pairs, model.labels) };
  },
);

/** Beaks and flippers of all penguins. */
const draw = task((penguins: Penguin[]) =>
  scatter(penguins, { x: "Flipper Length (mm)", y: "Beak Length (mm)", color: "Species" })
);

/** The page that shows it all. */
const report = task(page);

/** Trains and tests a model. */
export default function penguins(iterations = 300, seed = 1) {
  const known = clean(load());
  const parts = split(known, seed);
  const model = train(parts.train, measure(parts.train), iterations).to("out/model.json");
  const { accuracy, confusion } = evaluate(model, parts.test);
  report({ accuracy, confusion, chart: draw(known) }).to("out/report.html");
  return { accuracy, confusion };
}
