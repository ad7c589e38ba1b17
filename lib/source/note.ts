/** What code does with names, before it's known which references these are. */

import { LOAD, type Moment } from "./moments.ts";
import type { Use } from "./use_types.ts";
import { DIRECT } from "./value_flow.ts";

/** Handed to something that is not known. */
export const UNKNOWN = -1;

/** What is done with names, without which names. */
export interface Note extends Omit<Use, "ref" | "when" | "via" | "held"> {
  readonly when: Moment;
  /** Nothing if it's done to what a local name holds: a reading method. */
  readonly reads?: boolean;
}

/** When something is done, as it's remembered. */
export function moment(when: Moment): Pick<Use, "when"> {
  return when === LOAD ? {} : { when };
}

/** The use of a reference that a note tells of. @param via Through the result of which call */
export function useOf(ref: number, note: Note, via: number): Use {
  const { how, when, method, alone, direct, to, arg, each, member } = note;
  return {
    ref,
    how,
    ...(method === undefined ? {} : { method }),
    ...(alone ? { alone } : {}),
    ...(direct ? { direct } : {}),
    ...(to === undefined || to === UNKNOWN ? {} : { to }),
    ...(arg === undefined ? {} : { arg }),
    ...(each ? { each } : {}),
    ...(member === undefined ? {} : { member }),
    ...moment(when),
    ...(via === DIRECT ? {} : { via }),
  };
}
