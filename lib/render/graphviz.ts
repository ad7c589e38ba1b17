/** Graphviz, compiled to WebAssembly: the one file that names it. It is loaded when first needed. */

import type { Viz } from "@viz-js/viz";
import { invariant } from "../error/merkl_error.ts";

let loaded: Promise<Viz> | undefined;

/**
 * Lays out a graph in DOT. Where Graphviz finds no way for a curve it leaves the line out; then all
 * lines are straight, for which there is always one.
 */
export async function graphviz(dot: string, format: "svg_inline" | "json"): Promise<string> {
  loaded ??= import("@viz-js/viz").then(({ instance }) => instance());
  const viz = await loaded;
  let result = viz.render(dot, { format });
  if (result.errors.some(({ message }) => message.startsWith("lost "))) {
    result = viz.render(dot, { format, graphAttributes: { splines: "line" } });
  }
  invariant(
    result.status === "success",
    `Graphviz refused a graph: ${result.errors.map(({ message }) => message).join("; ")}`,
  );
  return result.output;
}
