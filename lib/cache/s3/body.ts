/** Bodies of answers, read with a watch on the clock. */

import { RemoteFailure } from "../../error/remote_errors.ts";

/** The pieces of a body, as long as they come. */
export async function* inTime(response: Response, ms: number): AsyncIterable<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const stalled = new Promise<never>((_, reject) => {
        const why = `nothing more came for ${Math.ceil(ms / 1000)} s`;
        timer = setTimeout(() => reject(new RemoteFailure(why)), ms);
      });
      const { done, value } = await Promise.race([reader.read(), stalled]);
      clearTimeout(timer);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => {});
  }
}
