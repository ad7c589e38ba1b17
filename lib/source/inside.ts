/** Where names are declared. */

import type { Node } from "./ast.ts";
import type { Binding } from "./scope.ts";

/** Whether a name is declared within a tree. */
export function isInside(binding: Binding, root: Node): boolean {
  return binding.scope.parent !== undefined && binding.kind !== "import" &&
    binding.scope.start >= root.start && binding.scope.end <= root.end;
}
