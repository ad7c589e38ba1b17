/** Which call is meant by the first digits of a hash. */

import type { Inspection } from "./inspection.ts";
import type { KnownCall } from "./known_calls.ts";
import { runWith } from "./past_run.ts";

/**
 * The call that is wired or stored; of one that failed before the code was edited, the one that has its
 * arguments now.
 *
 * @param say Told in a sentence if it is that one.
 * @throws {MerklError} `hash-unknown`, `hash-ambiguous`
 */
export async function askedCall(
  prefix: string,
  { calls }: Inspection,
  say: (text: string) => void,
): Promise<KnownCall> {
  if ((await calls.hashes(prefix)).length === 0) {
    const { failed } = await runWith(prefix, calls) ?? {};
    const now = failed && calls.withArguments(failed);
    if (now !== undefined) {
      say(`the code of ${prefix} has changed since: this is ${now.hash.slice(0, 12)}`);
      return (await calls.get([now.hash]))[0]!;
    }
  }
  return await calls.find(prefix);
}
