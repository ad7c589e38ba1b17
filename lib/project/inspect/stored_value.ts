/** Values that are stored, for people to look at. */

import { serializerFor } from "../../codec/registry.ts";
import type { Entry } from "../../cache/entry.ts";
import type { Cache } from "../../cache/interfaces.ts";
import type { CallNode } from "../../graph/node.ts";
import type { Job, JobOut } from "../../run/job.ts";
import { isRefCodec } from "../../run/ref_content.ts";
import { shorten } from "../../util/text.ts";

/** The beginning of a value, or why it isn't shown. */
export type Shown = { readonly text: string } | { readonly why: string };

/** Larger values aren't read, in bytes. */
const LARGEST = 1_000_000;

/** How much is shown of one. */
const MOST_LINES = 12;
const LONGEST = 2000;

/** Reads the value of an entry; what reads it is the task's serialiser, if the task is known. */
export async function storedValue(
  entry: Entry,
  cache: Cache,
  wired: { readonly job: Job; readonly out: JobOut } | undefined,
): Promise<Shown> {
  if (entry.state === "evicted") return { why: "removed to make room" };
  if (isRefCodec(entry.codec)) return { why: `a ${entry.codec.replace(/@.*/, "")}` };
  if (entry.size > LARGEST) return { why: "too large to show" };
  const [bytes] = await cache.contents.get([entry.contentHash]);
  if (bytes === undefined) return { why: "missing or damaged: the next run makes it anew" };
  try {
    const name = entry.codec.replace(/@.*/, "");
    const info = (wired?.job.node as CallNode | undefined)?.info;
    const serializer = info?.serializer(wired!.out.future.outKey) ?? serializerFor(name);
    return { text: beginning(serializer.loads(bytes)) };
  } catch {
    return { why: `not readable without its serialiser ${entry.codec}` };
  }
}

function beginning(value: unknown): string {
  const text = typeof value === "string"
    ? JSON.stringify(value)
    : Deno.inspect(value, { depth: 4, iterableLimit: 20, strAbbreviateSize: 200 });
  const lines = shorten(text, LONGEST).split("\n");
  const more = lines.length - MOST_LINES;
  return more <= 1 ? lines.join("\n") : [...lines.slice(0, MOST_LINES), "…"].join("\n");
}
