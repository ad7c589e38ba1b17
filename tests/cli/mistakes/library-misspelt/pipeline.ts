import { readFile, task } from "@merkl/merkl";

const count = task((text: string) => text.length);

export default () => count(readFile("a.txt"));
