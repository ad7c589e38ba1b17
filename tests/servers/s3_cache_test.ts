import { cacheContract } from "../../lib/cache/contract/mod.ts";
import { openS3Cache } from "../../lib/cache/s3/s3_cache.ts";
import { freshAddress, KEYS, serverTest } from "./support/bucket.ts";

cacheContract("S3Cache", async () => {
  return { cache: openS3Cache(await freshAddress(), { env: KEYS }) };
}, serverTest);

cacheContract("S3Cache with signatures", async () => {
  const env = { ...KEYS, MERKL_SIGNING_KEY: "secret" };
  return { cache: openS3Cache(await freshAddress(), { env }) };
}, serverTest);
