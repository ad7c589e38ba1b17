import assert from "node:assert/strict";
import { parseS3Address } from "../../../lib/cache/s3/address.ts";
import { S3Client } from "../../../lib/cache/s3/client.ts";
import { type Environment, s3Account } from "../../../lib/cache/s3/credentials.ts";
import type { RemoteFailure } from "../../../lib/error/remote_errors.ts";

const TIMES = { connect: 5000, answer: 5000, stall: 5000, backoff: 1 };
const KEYS = { AWS_ACCESS_KEY_ID: "AK", AWS_SECRET_ACCESS_KEY: "SK" };

type Answer = { status: number; body?: string; headers?: Record<string, string> };

/** A server that gives these answers, the last one again and again, and what it was asked. */
function serverOf(answers: readonly Answer[]) {
  const asked: { url: string; headers: Headers }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { status, body, headers = {} } = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push({ url: request.url, headers: new Headers(request.headers) });
    return new Response(body ?? null, { status, headers });
  });
  return {
    asked,
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function clientOf(endpoint: string, env: Environment = KEYS): S3Client {
  const address = parseS3Address(`s3://bucket/a b?endpoint=${endpoint}`);
  return new S3Client(address, s3Account(address, env), TIMES);
}

const errorXml = (code: string, more = "") => `<Error><Code>${code}</Code>${more}</Error>`;

Deno.test("requests are signed, and keys are encoded", async () => {
  await using server = serverOf([{ status: 200, body: "text" }]);
  const client = clientOf(server.endpoint, { ...KEYS, AWS_SESSION_TOKEN: "token" });
  const { text } = await client.text({ method: "GET", key: "x+y", query: { a: "b c" } });
  assert.equal(text, "text");
  const { url, headers } = server.asked[0]!;
  assert.equal(new URL(url).pathname, "/bucket/a%20b/x%2By");
  assert.equal(new URL(url).search, "?a=b%20c");
  assert.match(headers.get("authorization")!, /^AWS4-HMAC-SHA256 Credential=AK\//);
  assert.equal(headers.get("x-amz-security-token"), "token");
});

Deno.test("what may pass is tried again, what can't is not", async () => {
  const slow = { status: 503, body: errorXml("SlowDown"), headers: { "retry-after": "0" } };
  await using passing = serverOf([slow, slow, { status: 200 }]);
  assert.equal((await clientOf(passing.endpoint).send({ method: "PUT", key: "k" })).status, 200);
  assert.equal(passing.asked.length, 3);
  await using lasting = serverOf([{
    status: 400,
    body: errorXml("BadDigest", "<Message>no</Message>"),
  }]);
  const sent = clientOf(lasting.endpoint).send({ method: "PUT", key: "k" });
  await assert.rejects(sent, /the server answers 400 BadDigest no/);
  assert.equal(lasting.asked.length, 1);
});

/** An answer -> what is said of it. */
const REFUSALS: readonly [answer: Answer, says: RegExp, env?: Environment][] = [
  [{ status: 404, body: errorXml("NoSuchBucket") }, /no such bucket/],
  [
    { status: 301, headers: { "x-amz-bucket-region": "eu-west-3" } },
    /in the region eu-west-3, not us-east-1/,
  ],
  [
    {
      status: 400,
      body: errorXml("AuthorizationHeaderMalformed", "<Region>eu-west-3</Region>"),
    },
    /in the region eu-west-3/,
  ],
  [{ status: 403, body: errorXml("AccessDenied") }, /s3:ListBucket/],
  [{ status: 403, body: errorXml("AccessDenied") }, /no keys were found/, {}],
  [{ status: 403, body: errorXml("InvalidAccessKeyId") }, /doesn't know the keys of AK/],
  [{ status: 403, body: errorXml("RequestTimeTooSkewed") }, /clocks/],
  [{ status: 403, body: errorXml("ExpiredToken") }, /session token has expired/],
];

for (const [answer, says, env] of REFUSALS) {
  Deno.test(`a server that answers ${answer.status} ${answer.body ?? ""} ${env ? "to nobody" : ""}`, async () => {
    await using server = serverOf([answer]);
    const asked = clientOf(server.endpoint, env).text({ method: "GET", key: "k", expect: [404] });
    await assert.rejects(asked, (error: RemoteFailure) => {
      assert.match(error.message, says);
      assert.ok(error.lasting);
      return true;
    });
    assert.equal(server.asked.length, 1);
  });
}

Deno.test("a server that isn't there is asked twice, and told of in a few words", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const asked = clientOf(`http://127.0.0.1:${port}`).send({ method: "GET", key: "k" });
  await assert.rejects(asked, (error: RemoteFailure) => {
    assert.match(error.message, /^connection refused$/i);
    assert.ok(error.lasting);
    return true;
  });
});

Deno.test("closing breaks off what is under way", async () => {
  const held = Promise.withResolvers<Response>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => held.promise,
  );
  const client = clientOf(`http://127.0.0.1:${server.addr.port}`);
  const asked = client.send({ method: "GET", key: "k" });
  setTimeout(() => client.close(), 20);
  await assert.rejects(asked, /closed/);
  held.resolve(new Response());
  await server.shutdown();
});
