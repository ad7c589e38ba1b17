/** What can go wrong with a remote cache: mostly sentences, since the run goes on without it. */

import { MerklError } from "./merkl_error.ts";
import { plural } from "../util/text.ts";
import { reasonOf } from "./reason.ts";

/** Why a remote cache did not do what it was asked to. */
export class RemoteFailure extends Error {
  override readonly name = "RemoteFailure";
  /** Whether all else that is asked of it will fail as well. */
  readonly lasting: boolean;
  /** Whether it answered that this may not be done: other things perhaps may. */
  readonly refused: boolean;

  constructor(
    message: string,
    { lasting = false, refused = false, cause }: {
      lasting?: boolean;
      refused?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause });
    this.lasting = lasting || refused;
    this.refused = refused;
  }
}

/** Said when nothing more is looked for in a remote cache. */
export function remoteUnreadable(name: string, cause: unknown): string {
  return `The remote cache ${name} can't be used: ${reasonOf(cause)}; going on without it`;
}

/** Said when nothing more is sent to a remote cache. */
export function remoteUnwritable(name: string, cause: unknown): string {
  return `Results can't be sent to ${name}: ${reasonOf(cause)}; they are kept here only`;
}

/** Said when a record in a bucket has no signature, or a wrong one. */
export function remoteUnsigned(name: string): string {
  return `${name} has entries that are not signed with MERKL_SIGNING_KEY; they are ignored`;
}

/** Said when what was fetched can't be kept. */
export function fetchedNotKept(cause: unknown): string {
  return `What comes from the remote cache can't be kept here: ${reasonOf(cause)}`;
}

/** Said at the end of a run that has results to send. */
export function stillSending(name: string, left: number): string {
  return `sending ${plural(left, "result")} to ${name} …`;
}

/** Said when the sending was broken off. */
export function leftUnsent(name: string, left: number): string {
  return `${plural(left, "result")} not sent to ${name}; the next run sends them`;
}

/** Said when the modes of the cache speak of a remote one. */
export function remoteNotSet(): string {
  return 'No remote cache is set, though one is asked for: set "remote" in merkl.json, ' +
    "or MERKL_REMOTE";
}

/** The answer of a server took too long. */
export function tooSlow(seconds: number): RemoteFailure {
  return new RemoteFailure(`no answer within ${seconds} s`, { lasting: true });
}

/** The setting `remote` is no address of a store. */
export function badRemote(given: string, why: string): MerklError {
  return new MerklError({
    code: "bad-remote",
    message: `The remote cache ${JSON.stringify(given)} can't be opened: ${why}`,
    hint: "Write it as s3://BUCKET/PREFIX, with ?endpoint=https://HOST for servers other than AWS",
  });
}
