/**
 * What a remote cache costs and saves, against the S3 server that `MERKL_TEST_S3` names (see
 * scripts/test_servers.ts): `deno run -A bench/remote.ts`. What each result takes, beside plain
 * requests with as many bytes.
 */

import { AwsClient } from "aws4fetch";
import { parseS3Address } from "../lib/cache/s3/address.ts";
import { mapParallel } from "../lib/util/parallel.ts";
import { DEPS, sampleResult } from "../lib/cache/contract/samples.ts";
import { LayeredCache } from "../lib/cache/layered_cache.ts";
import type { Result } from "../lib/cache/interfaces.ts";
import { openS3Cache } from "../lib/cache/s3/s3_cache.ts";
import { CacheFolder } from "../tests/cache/support.ts";
import { ENDPOINT, freshAddress, KEYS } from "../tests/servers/support/bucket.ts";
import { printTable, short } from "./measure.ts";

const CASES: readonly [what: string, results: number, bytes: number][] = [
  ["1,000 values of 100 bytes", 1000, 100],
  ["1,000 values of 20 KB", 1000, 20_000],
  ["20 values of 4 MiB", 20, 4 << 20],
];

function valuesOf(results: number, bytes: number): Result[] {
  return Array.from({ length: results }, (_, i) => {
    const value = new Uint8Array(bytes).fill(i & 255);
    new DataView(value.buffer).setUint32(0, i);
    return sampleResult(`${bytes} ${i}`, value);
  });
}

function over(folder: CacheFolder, address: string): LayeredCache {
  const open = () => openS3Cache(address, { env: KEYS });
  return new LayeredCache({
    local: folder.open(),
    remote: { name: "far", open, read: true, write: true },
    onProblem: (message) => console.error(message),
  });
}

/** Milliseconds of `work`. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds that as many plain requests with as many bytes take, to write and to read. */
async function plain(results: readonly Result[], address: string) {
  const parsed = parseS3Address(address);
  const signer = new AwsClient({ ...KEYS_OF, service: "s3", region: "us-east-1", retries: 0 });
  const url = (i: number) => `${ENDPOINT}/${parsed.bucket}/${parsed.prefix}plain/${i}`;
  const put = await time(() =>
    mapParallel(results, 16, async ({ bytes }, i) => {
      const body = bytes as Uint8Array<ArrayBuffer>;
      await (await signer.fetch(url(i), { method: "PUT", body })).body?.cancel();
    })
  );
  const get = await time(() =>
    mapParallel(results, 32, async (_, i) => await (await signer.fetch(url(i))).bytes())
  );
  return { put, get };
}

const KEYS_OF = { accessKeyId: "AKTEST", secretAccessKey: "SKTEST" };

const rows: (string | number)[][] = [];
for (const [what, number, bytes] of CASES) {
  const results = valuesOf(number, bytes);
  const hashes = results.map(({ entry }) => entry.hash);
  const best = {
    record: Infinity,
    send: Infinity,
    miss: Infinity,
    find: Infinity,
    fetch: Infinity,
    put: Infinity,
    get: Infinity,
  };
  const least = (name: keyof typeof best, ms: number) => best[name] = Math.min(best[name], ms);
  for (let round = 0; round < 3; round++) {
    const address = await freshAddress();
    using here = new CacheFolder();
    using there = new CacheFolder();
    const first = over(here, address);
    least("miss", await time(() => first.index.heads(hashes)));
    least("record", await time(() => first.record(results, DEPS, { urgent: true })));
    least("send", await time(() => first.close()));
    const second = over(there, address);
    least("find", await time(() => second.index.heads(hashes)));
    const contents = results.map(({ entry }) => entry.contentHash);
    least("fetch", await time(() => second.contents.get(contents)));
    await second.close();
    const { put, get } = await plain(results, address);
    least("put", put);
    least("get", get);
  }
  const each = (ms: number) => short(1000 * ms / number);
  rows.push([
    what,
    each(best.record),
    each(best.miss),
    each(best.send),
    each(best.find),
    each(best.fetch),
    each(best.put),
    each(best.get),
  ]);
}
console.log("Least of 3, µs each\n");
printTable(
  ["", "kept here", "missed", "sent", "found", "fetched", "plain PUT", "plain GET"],
  rows,
);
