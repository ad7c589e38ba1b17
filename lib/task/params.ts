/** Parameters: how many arguments they take, and how errors write them. */

import { wrongArgumentCount } from "../error/graph_errors.ts";
import type { Place } from "../error/place.ts";
import type { Param } from "../source/types.ts";

/** The names of parameters without their types: `text`, `{ lr, epochs }`, `seed?`, `...rest`. */
export function paramNames(params: readonly Param[]): string[] {
  return params.map(({ name, optional, rest, members }) => {
    const written = members === undefined
      ? name
      : `{ ${members.map((member) => member.name).join(", ")} }`;
    return rest ? `...${written}` : optional ? `${written}?` : written;
  });
}

/** A function of the user's, as far as its arguments are concerned. */
export interface Called {
  readonly name: string;
  readonly params: readonly Param[];
  /** Where it stands. */
  readonly place: Place | undefined;
  /** Whether the parameters are known. */
  readonly checksCount: boolean;
}

/** Refuses a call with too few or too many arguments. @throws {MerklError} `wrong-argument-count` */
export function checkCount(called: Called, given: number): void {
  const { name, params, place, checksCount } = called;
  if (!checksCount) return;
  const last = params.at(-1);
  if (given === params.length && last?.rest !== true) return;
  const most = last?.rest === true ? Infinity : params.length;
  const least = params.findLastIndex((param) => !param.optional && !param.rest) + 1;
  if (given >= least && given <= most) return;
  throw wrongArgumentCount(name, {
    ...{ given, least, most },
    params: paramNames(params),
    definition: place,
  });
}
