/** A cache of one's own: a folder with a JSON file for each record, and a file for each content. */

import { BaseCache, type BaseCacheOptions, type Content } from "@merkl/merkl/cache";

/** Keeps results in `DIR/records/KEY.json` and `DIR/contents/HASH`. */
export class JsonFolder extends BaseCache {
  readonly #records: string;
  readonly #contents: string;

  constructor(folder: string, options: BaseCacheOptions = {}) {
    super(options);
    this.#records = `${folder}/records`;
    this.#contents = `${folder}/contents`;
    for (const path of [this.#records, this.#contents]) Deno.mkdirSync(path, { recursive: true });
  }

  readRecord(key: string): Promise<string | undefined> {
    return orNothing(() => Deno.readTextFile(this.#record(key)));
  }

  async writeRecord(key: string, text: string): Promise<void> {
    await appear(this.#record(key), text);
  }

  async removeRecord(key: string): Promise<void> {
    await orNothing(() => Deno.remove(this.#record(key)));
  }

  async *recordKeys(): AsyncIterable<string> {
    for await (const { name } of Deno.readDir(this.#records)) {
      if (name.endsWith(".json")) yield name.slice(0, -".json".length);
    }
  }

  async contentSize(hash: string): Promise<number | undefined> {
    return (await orNothing(() => Deno.stat(this.#content(hash))))?.size;
  }

  async readContent(hash: string): Promise<Content | undefined> {
    return (await orNothing(() => Deno.open(this.#content(hash))))?.readable;
  }

  async writeContent(hash: string, content: Content): Promise<void> {
    await appear(this.#content(hash), content);
  }

  async removeContent(hash: string): Promise<void> {
    await orNothing(() => Deno.remove(this.#content(hash)));
  }

  #record(key: string): string {
    return `${this.#records}/${key}.json`;
  }

  #content(hash: string): string {
    return `${this.#contents}/${hash}`;
  }
}

/** Writes a file that is there whole or not at all. */
async function appear(path: string, data: string | Content): Promise<void> {
  const temp = `${path}.${crypto.randomUUID()}`;
  try {
    if (typeof data === "string") await Deno.writeTextFile(temp, data);
    else await Deno.writeFile(temp, data);
    await Deno.rename(temp, path);
  } catch (error) {
    await orNothing(() => Deno.remove(temp));
    throw error;
  }
}

/** What isn't there is undefined; all else that can go wrong is an error. */
async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
