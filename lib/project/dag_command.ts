/** `merkl dag`: loads a pipeline, foresees its run, and shows the graph. */

import { expandUnknown, pictureOnTerminal } from "../error/dag_errors.ts";
import { dotText, MANY } from "../render/dot.ts";
import { type FoldedView, foldView, type Told } from "../render/fold.ts";
import type { DagFormat } from "../render/formats.ts";
import type { GraphView, TaskNode } from "../render/view.ts";
import { plainReporter } from "../report/plain.ts";
import { type AnyReason, partsText, reasonGroups } from "../report/reason_text.ts";
import { say } from "../report/say.ts";
import { type AbsPath, absPath, displayPath, relPath } from "../util/path.ts";
import { grouped, plural } from "../util/text.ts";
import { CallHomes } from "./call_homes.ts";
import { print, save } from "./dag_output.ts";
import { dagView } from "./dag_view.ts";
import { dryRunCache } from "./dry_run.ts";
import { whileWiring } from "./early_end.ts";
import { refuseYoungerLoaded } from "./loaded_sources.ts";
import { type CallRequest, pipelineCall } from "./pipeline_call.ts";
import { enterProject, loadUserCode, placeOfPipeline } from "./pipeline_file.ts";
import type { LibraryModules } from "./run_pipeline.ts";
import { Session } from "./session.ts";

/** A command line of `merkl dag`, taken apart. */
export interface DagRequest extends CallRequest {
  readonly format: DagFormat;
  /** Where the graph is written; undefined for standard output. */
  readonly output: string | undefined;
  /** Names of tasks and pipelines that are not folded, or `all`. */
  readonly expand: readonly string[];
  readonly quiet: boolean;
  /** Failures are told as JSON, too. */
  readonly json: boolean;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
  readonly library: LibraryModules;
}

/** Shows a graph; gives the exit code. */
export async function dagCommand(request: DagRequest): Promise<number> {
  const { format, output, quiet, cwd } = request;
  if (output === undefined && isPicture(format) && Deno.stdout.isTerminal()) {
    throw pictureOnTerminal(format);
  }
  const view = await whileWiring(request, () => wiredView(request));
  if (typeof view === "string") {
    print([`${view}\n`]);
    return 0;
  }
  const text = await drawn(view, request);
  if (view.waits_for !== null && !quiet) {
    console.error(
      `The pipeline needs the value of ${view.waits_for} to go on: what follows isn't in the graph`,
    );
  }
  if (output === undefined) {
    print(text);
    if (!quiet && format === "dot" && Deno.stdout.isTerminal()) {
      console.error("For a picture: -o graph.svg, or -o graph.html to look around in");
    }
    return 0;
  }
  const path = absPath(output, cwd);
  save(path, text, displayPath(path, cwd));
  if (!quiet) console.error(`wrote ${displayPath(path, cwd)}: ${totals(view)}`);
  return 0;
}

/** The graph, or the help that was asked for. */
async function wiredView(request: DagRequest): Promise<GraphView | string> {
  const place = placeOfPipeline(request);
  const { file, root } = place;
  const config = enterProject(place, request);
  const loadedAt = Date.now();
  const module = await loadUserCode(file, request.library);
  refuseYoungerLoaded(loadedAt);
  await using session = new Session({
    root,
    loadedAt,
    // nothing runs: there are only warnings to tell
    reporter: plainReporter({ quiet: true, verbose: false, jobs: 1, write: say }),
    ...dryRunCache(config.cache),
  });
  const picked = pipelineCall({ ...request, command: "dag" }, {
    path: file,
    module,
    sources: session.sources,
  });
  if (picked.kind === "help") return picked.text;
  const homes = new CallHomes();
  session.onCall = (call) => homes.add(call);
  const { scope, forecast } = await session.wire(picked.call, { jobs: config.jobs });
  const target = `${relPath(file, root) ?? file}#${picked.name}`;
  return dagView({ scope, forecast, homes, target, root });
}

async function drawn(view: GraphView, request: DagRequest): Promise<Iterable<string>> {
  const { format, expand } = request;
  if (format === "json") return (await import("../render/json.ts")).viewJson(view);
  const folded = fold(view, expand);
  const count = folded.nodes.length + folded.edges.length;
  if (isPicture(format) && count > MANY && !request.quiet) {
    console.error(`drawing ${grouped(count)} nodes and arrows, which takes a while`);
  }
  switch (format) {
    case "dot":
      return [dotText(folded)];
    case "mermaid":
      return [(await import("../render/mermaid.ts")).mermaidText(folded)];
    case "html":
      return await (await import("../render/html.ts")).htmlText(folded);
    case "svg":
      return [await (await import("../render/svg.ts")).svgText(folded)];
  }
}

/** Folds a graph, but what is to be expanded. */
function fold(view: GraphView, names: readonly string[]): FoldedView {
  const known = new Set([...view.tasks, ...view.groups].map(({ name }) => name));
  const all = names.includes("all");
  const unknown = all ? undefined : names.find((name) => !known.has(name));
  if (unknown !== undefined) throw expandUnknown(unknown, [...known]);
  return foldView(view, { expand: all ? "all" : new Set(names), tell });
}

/** In the words of a dry run. */
function tell(calls: readonly TaskNode[]): Told[] {
  const reasoned = calls as readonly (TaskNode & { readonly reason: AnyReason | null })[];
  return reasonGroups(reasoned).map(({ calls: [first, ...others], parts }) => ({
    state: first!.state,
    count: others.length + 1,
    text: partsText(parts),
  }));
}

function isPicture(format: DagFormat): boolean {
  return format === "svg" || format === "html";
}

function totals({ nodes }: GraphView): string {
  const calls = nodes.filter((node) => node.kind === "task");
  if (calls.length === 0) return "no tasks";
  const cached = calls.filter(({ state }) => state === "cached").length;
  return `${plural(calls.length, "task")}, ${cached === calls.length ? "all" : cached} cached`;
}
