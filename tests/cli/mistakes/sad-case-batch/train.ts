import { batch, pipeline, readFuture, task } from "@merkl/merkl";

const draw = (text: string, font: string) => `<svg>${text} in ${font}</svg>`;

/** Draws a text as an image. */
const renderText = task((text: string, font: string) => draw(text, font));
const generateTextImages = batch(
  renderText,
  (items: [string, string][]) => items.map(([text, font]) => draw(text, font)),
);

const train = task((images: string[], rows: string[]) => images.length + rows.length);

const textImages = pipeline((words: string[]) => {
  const pairs = words.map((word) => [word, "Courier"]);
  return generateTextImages([["a", "Arial"], ...pairs, ["d", "Arial", 12]] as [string, string][]);
});

export const trainAll = pipeline(() => {
  const rows = readFuture("rows.txt", { as: "lines" });
  return train(textImages(["x", "y"]), rows);
});
