/** A graph as JSON, and back. */

import type { GraphView, ViewVersion } from "./view.ts";

const VERSION: ViewVersion = 1;

/** The JSON of a graph in pieces: a line for each task, group, node and edge. */
export function* viewJson(view: GraphView): Iterable<string> {
  const { tasks, groups, nodes, edges, ...about } = view;
  yield `${JSON.stringify(about).slice(0, -1)}`;
  for (const [name, items] of Object.entries({ tasks, groups, nodes, edges })) {
    yield `,\n"${name}": [`;
    let between = "\n";
    for (const item of items) {
      yield between + JSON.stringify(item);
      between = ",\n";
    }
    yield "]";
  }
  yield "}\n";
}

/** The graph of its JSON; undefined if it is of another version, or no graph at all. */
export function parseView(json: string): GraphView | undefined {
  const view = JSON.parse(json) as Partial<GraphView> | null;
  return view?.version === VERSION ? view as GraphView : undefined;
}
