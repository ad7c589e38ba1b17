import assert from "node:assert/strict";
import { bucketUrl, parseS3Address } from "../../../lib/cache/s3/address.ts";
import type { MerklError } from "../../../lib/error/merkl_error.ts";

function urlOf(text: string, more: { region?: string; endpoint?: string } = {}): string {
  const { region = "eu-west-1" } = more;
  const address = parseS3Address(text);
  return bucketUrl(address, { endpoint: address.endpoint ?? more.endpoint, region });
}

Deno.test("an address has a bucket, a prefix and what it says of the server", () => {
  const address = parseS3Address(
    "s3://bucket/a%20b/c/?endpoint=https://h:9000/x&region=r&style=path&profile=ci",
  );
  assert.deepEqual(address, {
    bucket: "bucket",
    prefix: "a b/c/",
    endpoint: "https://h:9000/x",
    region: "r",
    style: "path",
    profile: "ci",
  });
  assert.equal(parseS3Address("s3://bucket").prefix, "");
});

Deno.test("AWS has the bucket before the host, other servers have it in the path", () => {
  assert.equal(urlOf("s3://b-1/p"), "https://b-1.s3.eu-west-1.amazonaws.com");
  assert.equal(
    urlOf("s3://b-1", { region: "cn-north-1" }),
    "https://b-1.s3.cn-north-1.amazonaws.com.cn",
  );
  // the certificate wouldn't hold
  assert.equal(urlOf("s3://a.b"), "https://s3.eu-west-1.amazonaws.com/a.b");
  assert.equal(urlOf("s3://b-1?style=path"), "https://s3.eu-west-1.amazonaws.com/b-1");
  assert.equal(urlOf("s3://b-1?endpoint=http://h:9000/"), "http://h:9000/b-1");
  assert.equal(urlOf("s3://b-1?style=host&endpoint=http://h:9000"), "http://b-1.h:9000");
  assert.equal(urlOf("s3://b-1", { endpoint: "https://minio" }), "https://minio/b-1");
});

Deno.test("an address that can't be one is refused: bad-remote", () => {
  const bad = {
    "s3://": /bucket/,
    "s3:bucket": /bucket/,
    "http://bucket/x": /no address of S3/,
    "s3://-x-/p": /bucket/,
    "s3://key:secret@bucket/p": /AWS_ACCESS_KEY_ID/,
    "s3://bucket?regoin=x": /"regoin"/,
    "s3://bucket?style=virtual": /path or host/,
    "s3://bucket?endpoint=localhost:9000": /http\(s\) URL/,
  };
  for (const [text, why] of Object.entries(bad)) {
    assert.throws(() => parseS3Address(text), (error: MerklError) => {
      assert.equal(error.code, "bad-remote");
      assert.match(error.message, why);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    }, text);
  }
});
