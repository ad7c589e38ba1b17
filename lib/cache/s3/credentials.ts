/** Keys, region and endpoint as the other tools of S3 find them: environment, then shared files. */

import { RemoteFailure } from "../../error/remote_errors.ts";
import { join } from "../../util/path.ts";
import type { S3Address } from "./address.ts";

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** What the surroundings say of a server. */
export interface S3Account {
  /** Undefined: nothing is signed, as for a bucket that everybody may read. */
  readonly credentials: Credentials | undefined;
  readonly region: string;
  readonly endpoint: string | undefined;
}

/** An environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Section = ReadonlyMap<string, string>;

/** Ways to keys in a profile that only AWS's own tools go. */
const ELSEWHERE = [
  "sso_session",
  "sso_start_url",
  "role_arn",
  "credential_process",
  "login_session",
];

/**
 * Looks keys up: the profile that the address names, else `AWS_ACCESS_KEY_ID`, else the profile
 * `AWS_PROFILE` or `default` of `~/.aws/credentials` and `~/.aws/config`.
 *
 * @throws {RemoteFailure} for a profile that isn't there, or has no keys in it
 */
export function s3Account(address: S3Address, env: Environment): S3Account {
  const wanted = address.profile ?? set(env["AWS_PROFILE"]);
  const profile = readProfile(wanted ?? "default", env);
  const fromEnv = credentialsOf({
    id: set(env["AWS_ACCESS_KEY_ID"]),
    secret: set(env["AWS_SECRET_ACCESS_KEY"]),
    token: set(env["AWS_SESSION_TOKEN"]),
  });
  const credentials = address.profile === undefined && fromEnv !== undefined
    ? fromEnv
    : profileCredentials(profile, wanted);
  return {
    credentials,
    region: address.region ?? set(env["AWS_REGION"]) ?? set(env["AWS_DEFAULT_REGION"]) ??
      profile?.get("region") ?? "us-east-1",
    endpoint: address.endpoint ?? set(env["AWS_ENDPOINT_URL_S3"]) ??
      set(env["AWS_ENDPOINT_URL"]) ?? profile?.get("endpoint_url"),
  };
}

function profileCredentials(profile: Section | undefined, name: string | undefined) {
  const found = credentialsOf({
    id: profile?.get("aws_access_key_id"),
    secret: profile?.get("aws_secret_access_key"),
    token: profile?.get("aws_session_token"),
  });
  if (found !== undefined) return found;
  if (profile === undefined) {
    if (name === undefined) return undefined;
    const why = `there is no profile ${JSON.stringify(name)} in ~/.aws`;
    throw new RemoteFailure(why, { lasting: true });
  }
  const way = ELSEWHERE.find((key) => profile.has(key));
  if (way === undefined && name === undefined) return undefined;
  const why = way === undefined ? "has no keys" : `has its keys from ${way}`;
  throw new RemoteFailure(
    `the profile ${JSON.stringify(name ?? "default")} ${why}; ` +
      `"aws configure export-credentials --format env" gives them to the environment`,
    { lasting: true },
  );
}

function credentialsOf(
  { id, secret, token }: {
    id: string | undefined;
    secret: string | undefined;
    token: string | undefined;
  },
): Credentials | undefined {
  if (id === undefined || secret === undefined) return undefined;
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: token };
}

/** Both files' settings of a profile; the credentials file is the stronger. */
function readProfile(name: string, env: Environment): Section | undefined {
  const home = set(env["HOME"]) ?? set(env["USERPROFILE"]);
  const inHome = (file: string) => home === undefined ? undefined : join(home, ".aws", file);
  const credentials = set(env["AWS_SHARED_CREDENTIALS_FILE"]) ?? inHome("credentials");
  const config = set(env["AWS_CONFIG_FILE"]) ?? inHome("config");
  const sections = [
    readIni(config).get(name === "default" ? name : `profile ${name}`),
    readIni(credentials).get(name),
  ].filter((section) => section !== undefined);
  return sections.length === 0 ? undefined : new Map(sections.flatMap((section) => [...section]));
}

/** Sections of a file; none if it can't be read. */
function readIni(path: string | undefined): ReadonlyMap<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of readLines(path)) {
    const head = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1]?.replace(/\s+/g, " ");
    if (head !== undefined) {
      current = sections.get(head) ?? new Map();
      sections.set(head, current);
      continue;
    }
    // what is indented belongs to the setting before it
    const [, key, value] = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) current?.set(key.toLowerCase(), value!.replace(/\s+[#;].*$/, ""));
  }
  return sections;
}

function readLines(path: string | undefined): string[] {
  try {
    return path === undefined ? [] : Deno.readTextFileSync(path).split(/\r?\n/);
  } catch {
    return [];
  }
}

/** An empty variable is as good as none. */
function set(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
