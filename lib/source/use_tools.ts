/** What the walk through uses works with. Types only. */

import type { Node } from "./ast.ts";
import type { Moments } from "./moments.ts";
import type { Binding } from "./scope.ts";
import type { Notes } from "./use_notes.ts";
import type { ValueFlow } from "./value_flow.ts";

/** What the walk works with. */
export interface UseTools {
  readonly flow: ValueFlow;
  readonly notes: Notes;
  readonly moments: Moments;
  /** The name within the code that an identifier declares. */
  declares(identifier: Node): Binding | undefined;
  globalName(identifier: Node): string | undefined;
}
