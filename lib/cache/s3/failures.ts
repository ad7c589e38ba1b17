/** What the errors of an S3 server mean to us. */

import { RemoteFailure } from "../../error/remote_errors.ts";
import { reasonOf } from "../../error/reason.ts";
import type { S3Account } from "./credentials.ts";
import { tag } from "./xml.ts";

/** What a server's refusal says; its body is read. */
export async function failureOf(response: Response, account: S3Account): Promise<RemoteFailure> {
  const { status, headers } = response;
  const text = await response.text().catch(() => "");
  const code = tag(text, "Code") ?? "";
  const said = tag(text, "Message") ?? "";
  const region = headers.get("x-amz-bucket-region") ?? tag(text, "Region");
  if (code === "NoSuchBucket") return noSuchBucket();
  if ((status === 301 || status === 307 || status === 400) && region && region !== account.region) {
    return new RemoteFailure(`the bucket is in the region ${region}, not ${account.region}`, {
      lasting: true,
    });
  }
  if (status === 401 || status === 403) return refusal(code, account);
  const words = [String(status), code, said].filter((word) => word !== "").join(" ");
  return new RemoteFailure(`the server answers ${words}`, { lasting: !isPassing(status) });
}

/** Also told where a missing key is no failure. */
export function noSuchBucket(): RemoteFailure {
  return new RemoteFailure("there is no such bucket", { lasting: true });
}

function refusal(code: string, { credentials }: S3Account): RemoteFailure {
  const why = credentials === undefined
    ? "access denied, and no keys were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, " +
      "or AWS_PROFILE"
    : code === "InvalidAccessKeyId" || code === "SignatureDoesNotMatch"
    ? `the server doesn't know the keys of ${credentials.accessKeyId} (${code})`
    : code === "RequestTimeTooSkewed"
    ? "the clocks of the server and of this machine differ too much"
    : code === "ExpiredToken" || code === "TokenRefreshRequired"
    ? "the session token has expired"
    : "access denied (s3:GetObject, s3:PutObject and s3:ListBucket are needed)";
  return new RemoteFailure(why, { refused: true });
}

/** Whether the same request may go better in a moment. */
export function isTransient(status: number, failure: RemoteFailure): boolean {
  return !failure.refused && isPassing(status);
}

function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || (status >= 500 && status !== 501);
}

/** What failed before a server could answer; lasting if it never has. */
export function networkFailure(error: unknown, reached: boolean): RemoteFailure {
  return new RemoteFailure(plainReason(error), { lasting: !reached, cause: error });
}

/** Deno says what happened in the innermost error, behind the URL and other words. */
function plainReason(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const whole = reasonOf(inner);
  if (/dns error|failed to lookup/.test(whole)) return "no server of that name is known";
  const last = whole.split(": ").at(-1)!.replace(/ \(os error \d+\)$/, "");
  return last.charAt(0).toLowerCase() + last.slice(1);
}
