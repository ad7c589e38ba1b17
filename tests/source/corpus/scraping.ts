/** Fetching and reading: async code of all kinds. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { task } from "./merkl.ts";

type Page = { readonly url: string; readonly body: string; readonly links?: readonly string[] };

const LINK = /<a\s[^>]*href="(?<href>[^"#]+)"/gi;
const headers = { accept: "text/html", ["x-" + "agent"]: `merkl/${1_0}` } as const;

class FetchError extends Error {
  override name = "FetchError";
  constructor(readonly status: number, options?: ErrorOptions) {
    super(`Status ${status}`, options);
  }
}

async function retry<T>(fn: () => Promise<T>, times = 3): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await fn();
    } catch (error) {
      if (attempt >= times || (error instanceof FetchError && error.status < 500)) throw error;
    }
  }
}

export const fetchPage = task(async (url: string): Promise<Page> => {
  const body = await retry(async () => {
    const response = await fetch(url, { headers });
    if (!response.ok) throw new FetchError(response.status);
    return response.text();
  });
  return { url, body };
});

export const links = task((page: Page) =>
  [...page.body.matchAll(LINK)].map((m) => m.groups?.href).filter((href) => href !== undefined)
);

export const all = task({ timeout: 1000 }, async (pages: AsyncIterable<Page>) => {
  const found = new Map<string, number>();
  for await (const { url, links: [...targets] = [] } of pages) {
    for (const target of targets) found.set(target, (found.get(target) ?? 0) + url.length);
  }
  return found;
});

export const fingerprint = task((page: Page) =>
  createHash("sha256").update(page.body).digest("hex")
);

export const target = task((page: Page, folder = "pages") => {
  const { hostname, pathname } = new URL(page.url);
  return join(folder, hostname, pathname.replaceAll("/", "_") || "index");
});

export const stream = task(
  async function* (urls: string[]): AsyncGenerator<string, unknown, Page | undefined> {
    for (const url of urls) {
      const page: Page | undefined = yield url;
      if (page?.body.length === 0) return page.links?.[0]?.toString?.();
    }
    return undefined;
  },
);

export const settle = task(async (jobs: (() => Promise<unknown>)[]) => {
  const results = await Promise.allSettled(jobs.map((job) => job()));
  const failed = results.filter((r) => r.status === "rejected");
  if (failed.length) throw new AggregateError(failed.map((f) => f.reason), "Some failed");
  return results.map((r) => (r as PromiseFulfilledResult<unknown>).value);
});
