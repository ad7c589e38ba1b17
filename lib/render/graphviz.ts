/** Graphviz, compiled to WebAssembly: the one file that names it. It is loaded when first needed. */

import type { Viz } from "@viz-js/viz";
import { invariant } from "../error/merkl_error.ts";

let loaded: Promise<Viz> | undefined;

/** Lays out a graph in DOT. */
export async function graphviz(dot: string, format: "svg_inline" | "json"): Promise<string> {
  loaded ??= import("@viz-js/viz").then(({ instance }) => instance());
  const viz = await loaded;
  const result = viz.render(dot, { format });
  invariant(
    result.status === "success",
    `Graphviz refused a graph: ${result.errors.map(({ message }) => message).join("; ")}`,
  );
  return result.output;
}
