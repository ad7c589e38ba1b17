/** Charts as SVG. */

import type { Measure, Penguin } from "./penguin.ts";

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = 48;
const COLORS = ["#4c78a8", "#f58518", "#54a24b"];

/** What a chart shows in which direction. */
export interface Axes {
  readonly x: Measure;
  readonly y: Measure;
  readonly color: "Species" | "Island";
}

/** A point for each penguin. */
export function scatter(penguins: readonly Penguin[], { x, y, color }: Axes): string {
  const groups = [...new Set(penguins.map((penguin) => penguin[color]))].sort();
  const across = axis(penguins.map((penguin) => penguin[x]), [MARGIN, WIDTH - MARGIN]);
  const up = axis(penguins.map((penguin) => penguin[y]), [HEIGHT - MARGIN, MARGIN]);
  const points = penguins.map((penguin) => {
    const fill = COLORS[groups.indexOf(penguin[color]) % COLORS.length];
    return `<circle cx="${across(penguin[x])}" cy="${up(penguin[y])}" r="3.5" fill="${fill}"/>`;
  });
  const legend = groups.map((group, i) =>
    `<text x="${MARGIN + 8}" y="${MARGIN + 18 * i}" fill="${
      COLORS[i % COLORS.length]
    }">${group}</text>`
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">
<path d="M${MARGIN} ${MARGIN}V${HEIGHT - MARGIN}H${WIDTH - MARGIN}" fill="none" stroke="#999"/>
<text x="${WIDTH / 2}" y="${HEIGHT - 14}" text-anchor="middle">${x}</text>
<text transform="translate(18 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${y}</text>
<g fill-opacity="0.7">
${points.join("\n")}
</g>
${legend.join("\n")}
</svg>`;
}

/** Places values between two ends, in tenths of a pixel. */
function axis(values: readonly number[], [from, to]: [number, number]): (value: number) => number {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return (value) => Math.round(10 * (from + (to - from) * (value - least) / (most - least))) / 10;
}
