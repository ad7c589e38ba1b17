/** Where a bucket is, and how it is spoken to. */

import { badRemote } from "../../error/remote_errors.ts";

/** A place in a bucket. */
export interface S3Address {
  readonly bucket: string;
  /** Before every key: empty, or with `/` at its end. */
  readonly prefix: string;
  /** `https://host[:port][/path]`; undefined: as the environment or AWS has it. */
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
  /** Whether the bucket stands in the path or before the host; undefined: what suits the endpoint. */
  readonly style: "path" | "host" | undefined;
  /** Of the shared configuration file. */
  readonly profile: string | undefined;
}

const PARAMETERS = ["endpoint", "region", "style", "profile"];

/**
 * Takes `s3://BUCKET/PREFIX?endpoint=URL&region=NAME&style=path|host&profile=NAME` apart.
 *
 * @throws {MerklError} `bad-remote`
 */
export function parseS3Address(text: string): S3Address {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "s3:") throw badRemote(text, "it is no address of S3");
  if (url.username !== "" || url.password !== "") {
    // not to be repeated where others read it
    const shown = `s3://…@${url.host}${url.pathname}`;
    throw badRemote(shown, "keys don't belong into an address; AWS_ACCESS_KEY_ID has them");
  }
  const { hostname: bucket, searchParams } = url;
  if (!/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i.test(bucket) || url.port !== "") {
    throw badRemote(text, `${JSON.stringify(url.host)} can't be the name of a bucket`);
  }
  const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw badRemote(text, `it knows no ${JSON.stringify(unknown)}`);
  const style = searchParams.get("style") ?? undefined;
  if (style !== undefined && style !== "path" && style !== "host") {
    throw badRemote(text, `the style is path or host, not ${JSON.stringify(style)}`);
  }
  const endpoint = searchParams.get("endpoint") ?? undefined;
  if (endpoint !== undefined) checkEndpoint(text, endpoint);
  const path = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, "");
  return {
    bucket,
    prefix: path === "" ? "" : `${path}/`,
    endpoint,
    region: searchParams.get("region") ?? undefined,
    style,
    profile: searchParams.get("profile") ?? undefined,
  };
}

function checkEndpoint(text: string, endpoint: string): void {
  const url = URL.parse(endpoint);
  if (url !== null && /^https?:$/.test(url.protocol) && url.search === "") return;
  throw badRemote(text, `the endpoint is an http(s) URL, not ${JSON.stringify(endpoint)}`);
}

/** The URL under which the bucket is, without `/` at its end. */
export function bucketUrl(
  address: S3Address,
  { endpoint, region }: { readonly endpoint: string | undefined; readonly region: string },
): string {
  const { bucket } = address;
  const china = region.startsWith("cn-") ? ".cn" : "";
  const base = new URL(endpoint ?? `https://s3.${region}.amazonaws.com${china}`);
  // a certificate for *.host doesn't hold for names with dots
  const suits = endpoint === undefined && !/[.A-Z_]/.test(bucket) ? "host" : "path";
  const path = base.pathname.replace(/\/+$/, "");
  return (address.style ?? suits) === "host"
    ? `${base.protocol}//${bucket}.${base.host}${path}`
    : `${base.protocol}//${base.host}${path}/${bucket}`;
}
