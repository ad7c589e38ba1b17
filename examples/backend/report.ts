/** A program that keeps its results in such a folder: `deno run -A report.ts FOLDER`. */

import { openProject, task } from "@merkl/merkl";
import { JsonFolder } from "./json_folder.ts";

const words = task((text: string) => text.split(" "));
const count = task((words: string[]) => words.length);

const cache = new JsonFolder(Deno.args[0] ?? "results");
await using project = await openProject({ cache });
const { value, summary } = await project.run(() => count(words("data in, data out")));
console.log(`${value} words; ${summary.run} tasks run, ${summary.cached} cached`);
await cache.close();
