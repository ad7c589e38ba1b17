/**
 * Writes the golden vectors of code hashes anew. To be run only when the corpus has got new
 * functions, or when a key must move: then every user's cache is lost, and the change log says so.
 */

import { corpusKeys } from "../tests/source/corpus_keys.ts";

const path = new URL("../tests/golden/code_hashes.json", import.meta.url);
Deno.writeTextFileSync(path, JSON.stringify(await corpusKeys(), null, 2) + "\n");
