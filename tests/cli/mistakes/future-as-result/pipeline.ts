import { task } from "@merkl/merkl";

const clean = task((text: string) => text.trim());
const words = task((text: string) => {
  const cleaned = clean(text);
  return { cleaned, count: 2 };
});

export default () => words(" hello there ");
