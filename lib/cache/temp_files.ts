/** Contents as files for as long as a process needs them. */

import type { ContentHash } from "../hash/digest.ts";
import { join } from "../util/path.ts";
import { ContentFiles } from "./content_files.ts";
import { ContentFolders } from "./content_folders.ts";

/** A temporary folder with contents and folders of them; gone at the latest when the process ends. */
export class TempFiles {
  readonly #root = Deno.makeTempDirSync({ prefix: "merkl-files-" });
  readonly files: ContentFiles = new ContentFiles(join(this.#root, "contents"));
  readonly folders: ContentFolders = new ContentFolders(join(this.#root, "files"));
  /** Bytes of the contents that are files. */
  readonly sizes: Map<ContentHash, number> = new Map();
  readonly #atExit = () => this.remove();

  constructor() {
    globalThis.addEventListener("unload", this.#atExit);
  }

  remove(): void {
    globalThis.removeEventListener("unload", this.#atExit);
    Deno.removeSync(this.#root, { recursive: true });
  }
}
