import { task } from "@merkl/merkl";

const stopWords = Deno.readTextFileSync("stop.txt").split("\n");

const clean = task((words: string[]) => words.filter((word) => !stopWords.includes(word)));

export default () => clean(["a", "cat"]);
