/**
 * Finds Kepler's third law in NASA's planetary fact sheet: the period of a planet grows with the
 * power 3/2 of its distance from the sun.
 */

import { readFuture, task } from "@merkl/merkl";

interface Planet {
  readonly name: string;
  /** Mean distance from the sun in Earth's. */
  readonly distance: number;
  /** Time around the sun in Earth's. */
  readonly period: number;
}

/** period = factor * distance ** exponent */
interface Model {
  readonly exponent: number;
  readonly factor: number;
}

const KM = 149.598;
const DAYS = 365.256;

function parseRow(row: string): Planet {
  const [name = "", distance, period] = row.split(",");
  return { name, distance: Number(distance) / KM, period: Number(period) / DAYS };
}

function predict({ exponent, factor }: Model, planet: Planet): number {
  return factor * planet.distance ** exponent;
}

const preprocess = task((csv: string): Planet[] => csv.trim().split("\n").slice(1).map(parseRow));

/** Fits the two parameters to the logarithms by gradient descent. */
const train = task((planets: Planet[], opts: { iterations: number; lr: number }): Model => {
  let [exponent, offset] = [0, 0];
  for (let i = 0; i < opts.iterations; i++) {
    let [slope, shift] = [0, 0];
    for (const { distance, period } of planets) {
      const error = exponent * Math.log(distance) + offset - Math.log(period);
      slope += error * Math.log(distance) / planets.length;
      shift += error / planets.length;
    }
    exponent -= opts.lr * slope;
    offset -= opts.lr * shift;
  }
  return { exponent, factor: Math.exp(offset) };
});

/** The largest error, as a part of the true period, and whose it is. */
const evaluate = task({ outs: ["error", "planet"] }, (model: Model, planets: Planet[]) => {
  const errors = planets.map((planet) => Math.abs(predict(model, planet) / planet.period - 1));
  const error = Math.max(...errors);
  return { error, planet: planets[errors.indexOf(error)]!.name };
});

/** Train on a table of planets and tell where the law that was found is worst. */
export function kepler(path = "planets.csv", { iterations = 500, lr = 0.2 } = {}) {
  const planets = readFuture(path).pipe(preprocess);
  const model = train(planets, { iterations, lr }).to("model.json");
  const { error, planet } = evaluate(model, planets);
  return { model, error, planet };
}
