/** Whether a cache that is looked after by itself is due again. */

import type { Parts } from "./sqlite_care.ts";

const DAY = 86_400_000;

/** It is due again when so much of its largest size was added, or after a day. */
const GROWTH = 1 / 20;

const ADDED = `SELECT coalesce(sum(size), 0) FROM entries WHERE id > ?`;

/** When it was done last, and how far the entries had come. */
interface Last {
  readonly at: number;
  readonly id: number;
}

/** Cheap, since it is asked after each run: looks at what was added since the last time. */
export function isDue(
  { connection }: Parts,
  { maxBytes, now }: { readonly maxBytes: number | undefined; readonly now: number },
): boolean {
  const text = connection.row("SELECT value FROM care WHERE key = 'collected'")?.[0];
  if (typeof text !== "string") return true;
  const last = JSON.parse(text) as Last;
  // a clock that was put back must not put it off
  if (now - last.at > DAY || now < last.at) return true;
  if (maxBytes === undefined) return false;
  return connection.row(ADDED, last.id)![0] as number > maxBytes * GROWTH;
}

/** To be called when it was done. */
export function rememberCollection({ connection, writer }: Parts, now: number): void {
  writer.now(() => {
    const [id] = connection.row("SELECT coalesce(max(id), 0) FROM entries")!;
    const last: Last = { at: now, id: id as number };
    connection.sql("INSERT OR REPLACE INTO care (key, value) VALUES ('collected', ?)")
      .run(JSON.stringify(last));
  });
}
