/** The keys of the corpus, as golden vectors. */

import { createSourceReader } from "../../lib/source/code_hash.ts";
import { absPath } from "../../lib/util/path.ts";
import { calls } from "./corpus/merkl.ts";
import { CountingMemo, testResolver } from "./rig.ts";

const FILES = [
  "learning.ts",
  "rendering.tsx",
  "scraping.ts",
  "syntax.ts",
  "tables.ts",
  "wiring.ts",
];

/** `file#binding` to code hash, of every task of the corpus; exact ones and modules as well. */
export async function corpusKeys(): Promise<Record<string, Record<string, string>>> {
  const root = absPath(new URL("./corpus", import.meta.url).href);
  if (calls.length === 0) { for (const file of FILES) await import(`./corpus/${file}`); }
  const reader = createSourceReader({ resolver: testResolver(), memo: new CountingMemo(), root });
  const keys: Record<string, Record<string, string>> = {};
  for (const { fn, frames } of calls) {
    const of = (how: { hashMode: "deps" | "module" | "function"; code: "normalized" | "exact" }) =>
      reader.analyze({ fn, frames, ...how, pinned: false });
    const analysis = of({ hashMode: "deps", code: "normalized" });
    const file = analysis.place!.file.slice(root.length + 1);
    keys[`${file}#${analysis.binding ?? "(unbound)"}`] = {
      deps: analysis.codeHash,
      module: of({ hashMode: "module", code: "normalized" }).codeHash,
      function: of({ hashMode: "function", code: "normalized" }).codeHash,
      exact: of({ hashMode: "deps", code: "exact" }).codeHash,
    };
  }
  return keys;
}
