/** Parameters as errors write them. */

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
