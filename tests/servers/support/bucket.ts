/** Buckets on the server that `deno task test:servers` has started. */

import { S3_TIMES, S3Client, type S3Times } from "../../../lib/cache/s3/client.ts";
import { parseS3Address } from "../../../lib/cache/s3/address.ts";
import { type Environment, s3Account } from "../../../lib/cache/s3/credentials.ts";

/** `http://127.0.0.1:PORT` of a server with the keys below; empty if there is none. */
export const ENDPOINT: string = Deno.env.get("MERKL_TEST_S3") ?? "";

/** The keys that the server knows. */
export const KEYS: Environment = {
  AWS_ACCESS_KEY_ID: "AKTEST",
  AWS_SECRET_ACCESS_KEY: "SKTEST",
};

/** Short where something is known to take too long. */
export const SHORT: S3Times = { connect: 1000, answer: 1000, stall: 1000, backoff: 10 };
/** Long enough for a busy machine. */
export const PATIENT: S3Times = { ...S3_TIMES, connect: 15_000, stall: 1500, backoff: 10 };

let made: Promise<string> | undefined;
let prefixes = 0;

/** The address of a place of its own in one bucket, by way of `endpoint`. */
export async function freshAddress(endpoint: string = ENDPOINT): Promise<string> {
  const bucket = await (made ??= makeBucket());
  return `s3://${bucket}/p${prefixes++}?endpoint=${endpoint}`;
}

async function makeBucket(): Promise<string> {
  const bucket = `merkl-${crypto.randomUUID()}`;
  const address = parseS3Address(`s3://${bucket}?endpoint=${ENDPOINT}`);
  const client = new S3Client(address, s3Account(address, KEYS));
  await (await client.send({ method: "PUT" })).body?.cancel();
  return bucket;
}

/** Registers a test that needs the server. */
export function serverTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: ENDPOINT === "" });
}
