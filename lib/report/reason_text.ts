/** Why a body runs, in words; the same everywhere. */

import type { RunReason } from "../run/reason.ts";
import { unreachable } from "../util/unreachable.ts";

/** The reason as people read it. */
export function reasonText(reason: RunReason): string {
  switch (reason.kind) {
    case "new":
      return "new";
    case "forced":
      return "forced";
    case "uncached":
      return "not cached";
    case "reads-changed":
      return `${reason.what} changed`;
    case "parent-changed":
      return `${reason.parent} has another value`;
    case "evicted":
      return "removed from the cache";
    case "damaged":
      return "its stored value is damaged";
    default:
      return unreachable(reason);
  }
}
