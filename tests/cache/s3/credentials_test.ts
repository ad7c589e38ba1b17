import assert from "node:assert/strict";
import { parseS3Address } from "../../../lib/cache/s3/address.ts";
import { type Environment, s3Account } from "../../../lib/cache/s3/credentials.ts";
import { join } from "../../../lib/util/path.ts";

const FILES = {
  credentials: `# keys
[default]
aws_access_key_id = D
aws_secret_access_key = ds
[ci]
aws_access_key_id=C
aws_secret_access_key=cs=/+
aws_session_token = ct
`,
  config: `[default]
region = us-west-2
[profile ci]
region = eu-central-1   ; where the runners are
endpoint_url = https://s3.example
s3 =
  addressing_style = path
  region = not this one
[profile sso]
sso_session = work
[profile empty]
region = x
`,
};

/** Looks an account up among these files. */
function accountOf(text: string, env: Environment = {}, files: Partial<typeof FILES> = FILES) {
  const home = Deno.makeTempDirSync({ prefix: "merkl-aws-" });
  try {
    Deno.mkdirSync(join(home, ".aws"));
    for (const [name, content] of Object.entries(files)) {
      Deno.writeTextFileSync(join(home, ".aws", name), content);
    }
    return s3Account(parseS3Address(text), { HOME: home, ...env });
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
}

const ENV = { AWS_ACCESS_KEY_ID: "E", AWS_SECRET_ACCESS_KEY: "es" };

Deno.test("keys come from the environment before the files", () => {
  const { credentials, region } = accountOf("s3://bucket", {
    ...ENV,
    AWS_SESSION_TOKEN: "et",
    AWS_DEFAULT_REGION: "r2",
    AWS_REGION: "r1",
  });
  assert.deepEqual(credentials, {
    accessKeyId: "E",
    secretAccessKey: "es",
    sessionToken: "et",
  });
  assert.equal(region, "r1");
  // what is empty is not set
  assert.equal(accountOf("s3://b-1", { AWS_ACCESS_KEY_ID: "" }).credentials?.accessKeyId, "D");
});

Deno.test("a profile is named by the address, else by AWS_PROFILE, else it is the default", () => {
  const byDefault = accountOf("s3://bucket");
  assert.deepEqual([byDefault.credentials?.accessKeyId, byDefault.region], ["D", "us-west-2"]);
  for (
    const ci of [
      accountOf("s3://bucket", { AWS_PROFILE: "ci" }),
      accountOf("s3://bucket?profile=ci", ENV),
    ]
  ) {
    assert.deepEqual(ci, {
      credentials: { accessKeyId: "C", secretAccessKey: "cs=/+", sessionToken: "ct" },
      region: "eu-central-1",
      endpoint: "https://s3.example",
    });
  }
  const here = accountOf("s3://bucket?region=here&endpoint=http://h", { AWS_PROFILE: "ci" });
  assert.deepEqual([here.region, here.endpoint], ["here", "http://h"]);
});

Deno.test("without files and keys nothing is signed", () => {
  const account = accountOf("s3://bucket", {}, {});
  assert.deepEqual(account, {
    credentials: undefined,
    region: "us-east-1",
    endpoint: undefined,
  });
  assert.equal(accountOf("s3://bucket", { AWS_ENDPOINT_URL: "http://a" }).endpoint, "http://a");
  const own = { AWS_ENDPOINT_URL: "http://a", AWS_ENDPOINT_URL_S3: "http://b" };
  assert.equal(accountOf("s3://bucket", own).endpoint, "http://b");
});

Deno.test("a profile without keys that we can use says where they are", () => {
  assert.throws(() => accountOf("s3://bucket?profile=sso"), /sso_session.*export-credentials/);
  assert.throws(() => accountOf("s3://bucket", { AWS_PROFILE: "empty" }), /has no keys/);
  assert.throws(() => accountOf("s3://bucket", { AWS_PROFILE: "none" }), /no profile "none"/);
  // keys in the environment do without it
  const env = { ...ENV, AWS_PROFILE: "sso" };
  assert.equal(accountOf("s3://bucket", env).credentials?.accessKeyId, "E");
  const gone = { ...ENV, AWS_PROFILE: "none" };
  assert.equal(accountOf("s3://bucket", gone).credentials?.accessKeyId, "E");
});

Deno.test("the files may be elsewhere", () => {
  const path = Deno.makeTempFileSync();
  Deno.writeTextFileSync(path, FILES.credentials);
  const env = { AWS_SHARED_CREDENTIALS_FILE: path, AWS_PROFILE: "ci" };
  assert.equal(accountOf("s3://bucket", env, {}).credentials?.accessKeyId, "C");
  Deno.removeSync(path);
});
