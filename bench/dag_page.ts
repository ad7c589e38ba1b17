/**
 * How fast the page of a graph is, in Chromium without a graphics card: milliseconds until it is
 * drawn for the first time, and from a turn of the wheel to the next frame:
 * `deno run -A bench/dag_page.ts`.
 */

import type { Page } from "npm:playwright-core@^1.65";
import { findBrowser, openBrowser } from "../tests/support/browser.ts";
import { count, inNewFolder, merklCommand, printTable, short, timed } from "./measure.ts";

const ROUNDS = 5;

const pipeline = (nodes: number) =>
  `import { task } from "@merkl/merkl";
const one = task((n: number) => n + 1);
const two = task((n: number, size: number) => n * size);
const total = task((all: number[]) => all.length);
export default () => total(Array.from({ length: ${nodes / 2} }, (_, i) => two(one(i), 8)));
`;

/** 40 turns in and out; the time from each to the end of the frame that shows it. */
const STEPS = `(async () => {
  const canvas = document.querySelector("canvas");
  const times = [];
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    const deltaY = i % 20 < 10 ? -90 : 90;
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, cancelable: true }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
})()`;

const path = findBrowser();
if (path === undefined) Deno.exit(0);
await using browser = await openBrowser(path);

async function measure(page: Page, url: string, expand: boolean) {
  const start = performance.now();
  await page.goto(url);
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
  const open = performance.now() - start;
  if (expand) await page.keyboard.press("e");
  const steps = await page.evaluate(STEPS) as number[];
  return { open, step: steps[20]!, worst: steps.at(-1)! };
}

const rows: (readonly (string | number)[])[] = [];
for (
  const [nodes, expand, args] of [
    [100, false, []],
    [10_000, false, []],
    [10_000, true, []],
    [100_000, true, []],
    [2_000, false, ["--expand", "all"]],
  ] as const
) {
  const file = inNewFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/p.ts`, pipeline(nodes));
    timed([...merklCommand(), "dag", "p.ts", "-q", "-o", "p.html", ...args], folder);
    return `${folder}/p.html`;
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  let best = { open: Infinity, step: Infinity, worst: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    const { open, step, worst } = await measure(page, `file://${file}`, expand);
    best = {
      open: Math.min(best.open, open),
      step: Math.min(best.step, step),
      worst: Math.min(best.worst, worst),
    };
  }
  await page.close();
  const shown = expand ? "cells" : args.length > 0 ? "nodes" : "folded";
  rows.push([shown, count(nodes), short(best.open), short(best.step), short(best.worst)]);
}
printTable(["shown", "nodes", "drawn after, ms", "a step, ms", "slowest step, ms"], rows);
