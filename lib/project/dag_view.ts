/** From what a pipeline wired and what a run would do with it to the graph that is shown. */

import type { PipelineScope } from "../graph/ambient.ts";
import type { CallNode, FileNode, InputNode } from "../graph/node.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import type { Place } from "../error/place.ts";
import type {
  GraphView,
  TaskNode,
  ViewEdge,
  ViewGroup,
  ViewNode,
  ViewPlace,
  ViewReason,
  ViewTask,
} from "../render/view.ts";
import { reasonText } from "../report/reason_text.ts";
import type { ForeseenTask } from "../run/forecast.ts";
import type { Job, JobOut } from "../run/job.ts";
import { type AbsPath, displayPath, relPath } from "../util/path.ts";
import { roundMs } from "../util/text.ts";
import type { CallHomes } from "./call_homes.ts";
import { argsOf, paramsOf } from "./dag_args.ts";
import type { DryScope, ProjectForecast } from "./dry_scope.ts";

/** What a graph is shown from. */
export interface DagParts {
  readonly scope: DryScope;
  readonly forecast: ProjectForecast;
  readonly homes: CallHomes;
  /** `file#export`. */
  readonly target: string;
  readonly root: AbsPath;
}

/** The graph of a dry run. */
export function dagView(parts: DagParts): GraphView {
  return new Builder(parts).build();
}

class Builder {
  readonly #tasks: ViewTask[] = [];
  readonly #taskNumbers = new Map<string, number>();
  readonly #groups: ViewGroup[] = [];
  readonly #groupNumbers = new Map<PipelineScope, number>();
  readonly #nodes: ViewNode[] = [];
  readonly #edges: ViewEdge[] = [];
  readonly #numbers = new Map<Job, number>();

  constructor(readonly parts: DagParts) {}

  build(): GraphView {
    const { scope, forecast, target } = this.parts;
    const items = inOrder(this.parts);
    items.forEach(({ job }, i) => this.#numbers.set(job, i));
    items.forEach(({ job, foreseen }, i) => {
      const { node } = job;
      if (node.kind !== "call") return this.#nodes.push(this.#input(node, job));
      this.#connect(node, i, job);
      return this.#nodes.push(this.#call(node, job, foreseen!));
    });
    for (const { path, hash, state, future } of forecast.outputs) {
      const from = this.#numbers.get(scope.jobOf(future))!;
      this.#edges.push({ from, out: future.outKey, to: this.#nodes.length, arg: null });
      this.#nodes.push({ kind: "output", path, hash, state });
    }
    return {
      version: 1,
      pipeline: target,
      waits_for: forecast.waitsFor ?? null,
      tasks: this.#tasks,
      groups: this.#groups,
      nodes: this.#nodes,
      edges: this.#edges,
    };
  }

  #input(node: InputNode | FileNode, { outs }: Job): ViewNode {
    return {
      kind: "input",
      as: node.kind === "file" ? "tracked" : node.as,
      path: relPath(node.path, this.parts.root) ?? displayPath(node.path),
      hash: outs[0]!.future.hash,
      content_hash: node.content,
    };
  }

  #call(node: CallNode, { outs }: Job, foreseen: ForeseenTask): TaskNode {
    const { pipeline } = this.parts.homes.of(node);
    return {
      kind: "task",
      task: this.#task(node.info),
      group: pipeline === undefined ? null : this.#group(pipeline),
      batch: node.batch?.name ?? null,
      hash: foreseen.hash,
      args_hash: node.argsHash,
      args: argsOf(node),
      values: outs.map(valueOf),
      state: foreseen.state,
      reason: shownReason(foreseen.reason),
      expected_ms: foreseen.expected === undefined ? null : roundMs(foreseen.expected),
    };
  }

  /** One edge for each parameter through which a value comes. */
  #connect(node: CallNode, to: number, job: Job): void {
    const { parents } = job;
    if (parents.length === 0) return;
    const params = paramsOf(node);
    const seen = new Map<JobOut, Set<string>>();
    parents.forEach(({ job: parent, out }, i) => {
      const from = this.#numbers.get(parent)!;
      let known = seen.get(out);
      if (known === undefined) seen.set(out, known = new Set());
      for (const arg of params.get(node.parents[i]!) ?? []) {
        if (known.has(arg)) continue;
        known.add(arg);
        this.#edges.push({ from, out: out.future.outKey, to, arg });
      }
    });
  }

  #task(info: TaskInfo): number {
    const key = `${info.taskId}\n${info.depsHash}\n${info.name}`;
    let number = this.#taskNumbers.get(key);
    if (number === undefined) {
      this.#taskNumbers.set(key, number = this.#tasks.length);
      this.#tasks.push({
        name: info.name,
        id: info.taskId,
        place: this.#place(info.place),
        signature: info.signature,
        code: info.text,
        deps_hash: info.depsHash,
        deps: JSON.parse(info.depsJson) as ViewTask["deps"],
      });
    }
    return number;
  }

  #group(pipeline: PipelineScope): number {
    const chain: PipelineScope[] = [];
    let at: PipelineScope | undefined = pipeline;
    for (; at !== undefined && !this.#groupNumbers.has(at); at = at.outer) chain.push(at);
    for (const scope of chain.reverse()) {
      const parent = scope.outer === undefined ? null : this.#groupNumbers.get(scope.outer)!;
      this.#groupNumbers.set(scope, this.#groups.length);
      this.#groups.push({ name: scope.name, place: this.#place(scope.place), parent });
    }
    return this.#groupNumbers.get(pipeline)!;
  }

  #place(place: Place | undefined): ViewPlace | null {
    if (place === undefined) return null;
    const { file, line, column } = place;
    return { file: relPath(file as AbsPath, this.parts.root) ?? displayPath(file), line, column };
  }
}

/** A node to be, and what a run would do with it if it is a call. */
interface Item {
  readonly job: Job;
  readonly foreseen: ForeseenTask | undefined;
  /** Where it stands among the others. */
  at: number;
}

/** As the code makes them; a file comes before the first call that reads it. */
function inOrder({ scope, forecast, homes }: DagParts): Item[] {
  const inputs = new Map<Job, Item>();
  let next = 0;
  // the forecast has its calls in this order
  const items = [...scope.jobs()].sort((a, b) => a.node.seq - b.node.seq).map((job): Item => {
    const { node } = job;
    if (node.kind === "call") {
      return { job, foreseen: forecast.tasks[next++], at: homes.of(node).seq };
    }
    const item = { job, foreseen: undefined, at: node.seq };
    inputs.set(job, item);
    return item;
  });
  if (inputs.size > 0) {
    for (const { job, at } of items) {
      for (const parent of job.parents) {
        const input = inputs.get(parent.job);
        if (input !== undefined) input.at = Math.min(input.at, at - 0.5);
      }
    }
  }
  return items.sort((a, b) => a.at - b.at || a.job.node.seq - b.job.node.seq);
}

function shownReason(reason: ForeseenTask["reason"]): ViewReason | null {
  return reason === undefined ? null : { ...reason, text: reasonText(reason) };
}

function valueOf({ future, head }: JobOut): TaskNode["values"][number] {
  return {
    out: future.outKey,
    hash: future.hash,
    entry: head === undefined || head.state !== "present" ? null : {
      content_hash: head.contentHash,
      codec: head.codec,
      size: head.size,
      duration: roundMs(head.duration),
      created: head.created,
    },
  };
}
