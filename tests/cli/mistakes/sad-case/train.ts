import { readFuture, task } from "@merkl/merkl";

/** Draws a text as an image. */
const renderText = task((text: string, font: string) => `<svg>${text} in ${font}</svg>`);

const train = task((images: string[], rows: string[]) => images.length + rows.length);

function generateTextImages(words: string[]) {
  const images = [
    renderText("a", "Arial"),
    renderText("b", "Arial"),
    renderText("c", "Arial"),
    renderText("d", "Arial", 12),
  ];
  return [...images, ...words.map((word) => renderText(word, "Courier"))];
}

export function trainAll() {
  const rows = readFuture("rows.txt", { as: "lines" });
  return train(generateTextImages(["x", "y"]), rows);
}
