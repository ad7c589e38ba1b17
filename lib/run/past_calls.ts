/** The stored calls of one task that a run no longer makes, and which of them a new call replaces. */

import type { PastCall } from "../cache/history.ts";
import { isInputs, type StoredArgs } from "./args_changes.ts";

/** How many calls are looked at more closely. */
const CANDIDATES = 16;

/** A call that was stored, with its arguments. */
export interface Past {
  readonly call: PastCall;
  readonly args: StoredArgs;
}

/** Earlier calls, so indexed that the nearest to each of thousands is found at once. */
export class PastCalls {
  readonly #calls: readonly PastCall[];
  #byText: Map<string, PastCall> | undefined;
  #byPart: Map<string, Past[]> | undefined;
  /** The next one that may be replaced by a call which has nothing in common with any. */
  #spare = 0;

  /** @param calls Of one task and out, newest first. */
  constructor(calls: readonly PastCall[]) {
    this.#calls = calls;
  }

  /** The call that one with the arguments `text` (JSON) most likely replaces. */
  nearest(text: string): Past | undefined {
    if (this.#calls.length === 0) return undefined;
    const same = this.#sameText().get(text);
    const args = JSON.parse(text) as StoredArgs;
    if (same !== undefined) return { call: same, args };
    return this.#mostAlike(args) ?? this.#anyOther(args);
  }

  #sameText(): Map<string, PastCall> {
    // from the oldest to the newest, which stays
    return this.#byText ??= new Map(
      this.#calls.toReversed().map((call) => [call.args ?? "{}", call]),
    );
  }

  #mostAlike(args: StoredArgs): Past | undefined {
    const byPart = this.#parts();
    const wanted = [...partsOf(args)];
    // what few have in common tells more
    const candidates = wanted.map((part) => byPart.get(part) ?? [])
      .sort((a, b) => a.length - b.length)
      .flatMap((bucket) => bucket.slice(0, CANDIDATES));
    let best: Past | undefined;
    let most = 0;
    for (const past of candidates.slice(0, CANDIDATES)) {
      const parts = new Set(partsOf(past.args));
      const score = wanted.filter((part) => parts.has(part)).length;
      if (score > most) [best, most] = [past, score];
    }
    return best;
  }

  #parts(): Map<string, Past[]> {
    if (this.#byPart !== undefined) return this.#byPart;
    this.#byPart = new Map();
    for (const call of this.#calls) {
      const past = { call, args: JSON.parse(call.args ?? "{}") as StoredArgs };
      for (const part of partsOf(past.args)) {
        const bucket = this.#byPart.get(part);
        if (bucket === undefined) this.#byPart.set(part, [past]);
        else bucket.push(past);
      }
    }
    return this.#byPart;
  }

  /** With a single argument, nothing in common is no sign: each stored call is taken once. */
  #anyOther(args: StoredArgs): Past | undefined {
    if (Object.keys(args).length > 1) return undefined;
    const call = this.#calls[this.#spare++];
    return call && { call, args: JSON.parse(call.args ?? "{}") as StoredArgs };
  }
}

/** What two calls can have in common: an equal argument, or one that comes from the same places. */
function* partsOf(args: StoredArgs): Iterable<string> {
  for (const [name, stored] of Object.entries(args)) {
    yield `${name}=${JSON.stringify(stored)}`;
    if (isInputs(stored)) yield `${name}<${Object.keys(stored.from).join()}`;
  }
}
