/**
 * Puts the files of a bundle that every run loads into one: a bundler makes a file for each
 * set of entries that share code, and the more commands there are, the more and smaller they get. The
 * files stay as they are for who imports them, as lists of what that one exports.
 */

import { bundle } from "./bundle.ts";

/** Named like the files beside it, by which `ownPrefixes` knows that a frame is in a bundle. */
export const CORE = "core-MERKLRUN.js";

/** What a run loads without it being imported by anything that is loaded. */
const ENTRIES = /^(?:mod|(?:start|find_command|run|run_pipeline|testing)-[A-Z0-9]{8})\.js$/;

/** A file of more bytes that needs no other one is the parser, which most runs load but don't use. */
const LARGE = 200_000;

/** What a file of the bundle imports at once, and what it exports. */
interface Chunk {
  readonly size: number;
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** Merges in `folder`, but for what `first` loads, which not only runs do; whether that worked. */
export function mergeChunks(folder: string, first: string): boolean {
  const chunks = new Map(
    [...Deno.readDirSync(folder)]
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ name }) => [name, chunkOf(Deno.readTextFileSync(`${folder}/${name}`))]),
  );
  const before = closure(chunks, [first]);
  for (const [name, { size, imports }] of chunks) {
    if (size > LARGE && imports.every((one) => before.has(one))) before.add(name);
  }
  const names = [...closure(chunks, [...chunks.keys()].filter((name) => ENTRIES.test(name)))]
    .filter((name) => !before.has(name)).sort();
  const exported = (name: string) =>
    chunks.get(name)!.exports.map((item) => [item, `${item}_${names.indexOf(name)}`] as const);
  const entry = `${folder}/entry.js`;
  Deno.writeTextFileSync(
    entry,
    names.map((name) => reexport(name, exported(name))).join(""),
  );
  const externals = [...before].map((name) => `--external=./${name}`);
  if (!bundle([...externals, "--output", `${folder}/${CORE}`, entry])) return false;
  Deno.removeSync(entry);
  for (const name of names) {
    const swapped = exported(name).map(([item, unique]) => [unique, item] as const);
    Deno.writeTextFileSync(`${folder}/${name}`, reexport(CORE, swapped));
  }
  return true;
}

function reexport(from: string, items: readonly (readonly [string, string])[]): string {
  return `export{${items.map(([item, as]) => `${item} as ${as}`).join()}}from"./${from}";\n`;
}

function chunkOf(text: string): Chunk {
  const imports = [...text.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)].map(([, name]) => name!);
  const lists = [...text.matchAll(/\bexport\{([^}]*)\}/g)].flatMap(([, list]) => list!.split(","));
  const exports = lists.filter((item) => item !== "")
    .map((item) => item.trim().split(/\s+as\s+/).at(-1)!);
  return { size: text.length, imports, exports };
}

/** `names` and all that is loaded with them. */
function closure(chunks: ReadonlyMap<string, Chunk>, names: readonly string[]): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const next of chunks.get(name)!.imports) found.add(next); // grows
  return found;
}
