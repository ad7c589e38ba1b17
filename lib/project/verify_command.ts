/** `merkl cache verify`: looks through a project's cache and prints what is damaged. */

import { printLine } from "../util/print_line.ts";
import type { Damage, Verified } from "../cache/care.ts";
import { cacheCareless } from "../error/care_errors.ts";
import { verifiedText } from "../report/verified_text.ts";
import { byteSize, grouped } from "../util/text.ts";
import { careOf } from "./care_of.ts";
import { storedDatabase, type StoredRequest } from "./stored_database.ts";
import { openStored } from "./stored_session.ts";
import { damageAtOpening } from "./stores.ts";

/** A command line of `merkl cache verify`, taken apart. */
export interface VerifyCommand extends StoredRequest {
  readonly repair: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Version of what `--json` prints. */
const FORMAT = 1;

/** Prints what is damaged; gives the exit code: 1 if anything is and was not mended. */
export async function verifyCommand(request: VerifyCommand): Promise<number> {
  const verified = await look(request);
  const { damages, repaired } = verified;
  if (request.json) printLine(JSON.stringify({ version: FORMAT, ...verified }, null, 2));
  else {
    for (const { message } of damages) printLine(message);
    if (!request.quiet) console.error(verifiedText(verified));
  }
  return damages.length === 0 || repaired ? 0 : 1;
}

async function look(request: VerifyCommand): Promise<Verified> {
  const { repair } = request;
  const damage = await damageAtOpening(storedDatabase(request).file);
  const unreadable: Damage[] = damage === undefined
    ? []
    : [{ kind: "database", hash: null, message: `SQLite: ${damage}` }];
  if (unreadable.length > 0 && !repair) {
    const nothing = { entries: 0, contents: 0, bytes: 0, stray: { contents: 0, bytes: 0 } };
    return { ...nothing, damages: unreadable, repaired: false };
  }
  // opening it mends what can't be read at all
  await using session = openStored(request);
  const { verify } = careOf(session.cache);
  if (verify === undefined) throw cacheCareless();
  const progress = progressLine(request);
  try {
    const verified = await verify({ repair, onProgress: progress.tell });
    const damages = [...unreadable, ...verified.damages];
    return { ...verified, damages, repaired: repair && damages.length > 0 };
  } finally {
    progress.clear();
  }
}

interface Progress {
  readonly tell: (at: { contents: number; total: number; bytes: number }) => void;
  readonly clear: () => void;
}

/** A line on the terminal that is written over. */
function progressLine({ json, quiet }: { json: boolean; quiet: boolean }): Progress {
  if (json || quiet || !Deno.stderr.isTerminal()) return { tell: () => {}, clear: () => {} };
  const write = (text: string) =>
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  let shown = false;
  return {
    tell: ({ contents, total, bytes }) => {
      shown = true;
      write(`${grouped(contents)} of ${grouped(total)} contents, ${byteSize(bytes)}`);
    },
    clear: () => {
      if (shown) write("");
    },
  };
}
