/** Follows what a call is handed to where it is written, as long as there is only one possibility. */

import { type AbsPath, absPath } from "../util/path.ts";
import type { CodeGraph } from "./code_graph.ts";
import type { SourceFile } from "./files.ts";
import type { GraphNode } from "./graph_node.ts";
import { ANY_TIME } from "./last_write.ts";
import type { Arg, FunctionInfo, NamedArg, ObjectArg, Site } from "./summary.ts";
import type { Frame, HandedAs } from "./types.ts";

/** A function of a file. */
export interface Found {
  readonly node: GraphNode;
  readonly fn: FunctionInfo;
  /** The file in which the function stands. */
  readonly file: SourceFile;
}

/** A call of a file. */
export interface FoundSite {
  readonly file: SourceFile;
  readonly site: Site;
}

/** An expression of a file. */
interface Value {
  readonly file: SourceFile;
  readonly arg: Arg;
  /** In the call of which frame it stands, if its parameters are those of that call's function. */
  readonly frame: number;
}

/** A function, and how far up the stack it was handed down from. */
export interface FlowResult extends Found {
  readonly frame: number;
  /** It is a member of an object, whose other members count with it. */
  readonly isMember: boolean;
}

/** Ways to call something that shift its arguments or hand it on. */
const INDIRECT = /^(?:apply|bind|call|construct)$/;

/** The calls of a stack, and what they were surely handed. */
export class Flow {
  readonly #sites = new Map<number, FoundSite | undefined>();

  constructor(readonly frames: readonly Frame[], readonly graph: CodeGraph) {}

  /** The call that a frame points into. */
  site(frame: number): FoundSite | undefined {
    if (!this.#sites.has(frame)) {
      const at = this.frames[frame];
      this.#sites.set(frame, at && siteAt(at, this.graph));
    }
    return this.#sites.get(frame);
  }

  /** The function that was handed over as `as`; undefined unless that is certain from the text. */
  handed(as: HandedAs): FlowResult | undefined {
    const value = this.#value(as);
    return value && this.#function(value);
  }

  /**
   * The names that the `deps` of the options are, if their keys are `keys`. Of a variable that may be
   * given another value later, the value at the call tells nothing: it is `late`.
   */
  declared(keys: readonly string[]): { nodes: GraphNode[]; late: GraphNode[] } {
    const found = { nodes: [] as GraphNode[], late: [] as GraphNode[] };
    const deps = this.#member(this.#options(), "deps");
    const list = deps && this.#object(deps);
    if (!list || list.arg.spread) return found;
    const members = new Map(list.arg.members);
    if (members.size !== keys.length || !keys.every((key) => members.has(key))) return found;
    for (const arg of members.values()) {
      if (arg.kind !== "name" || arg.path.length > 0) continue;
      const node = this.graph.binding(list.file, arg.ref.id, arg.ref.member);
      (this.#isLate(node, list) ? found.late : found.nodes).push(node);
    }
    return found;
  }

  #isLate({ parts: { binding, file } }: GraphNode, list: Value): boolean {
    const last = binding?.lastWrite;
    if (last === undefined) return false;
    if (last === ANY_TIME || list.frame === NO_FRAME) return true;
    const site = this.site(list.frame);
    // what another module assigns while it loads is done before
    return site?.file.path === file?.path && last > site!.site.start;
  }

  #value(as: HandedAs): Value | undefined {
    if (as.kind === "body") return this.#ofMerkl((site) => site.args.length - 1);
    if (as.kind === "within") return undefined;
    if (as.kind === "argument") return this.#argument(as.index);
    let value = this.#options();
    for (const key of as.path) value = this.#member(value, key);
    return value;
  }

  /** An argument of the call of `task()` itself. */
  #ofMerkl(which: (site: Site) => number): Value | undefined {
    const found = this.site(0);
    if (!found || found.site.open || !this.#isMerkl(found)) return undefined;
    const arg = found.site.args[which(found.site)];
    return arg && { file: found.file, arg, frame: 0 };
  }

  #options(): Value | undefined {
    return this.#ofMerkl((site) => site.args.length === 2 ? 0 : -1);
  }

  /** An argument of the call of a task. */
  #argument(index: number): Value | undefined {
    const found = this.site(0);
    const callee = found?.site.callee;
    if (!callee || INDIRECT.test(callee.path.at(-1) ?? "") || this.#isMerkl(found)) {
      return undefined;
    }
    const arg = found.site.args[index];
    return arg && { file: found.file, arg, frame: 0 };
  }

  #isMerkl({ file, site }: FoundSite): boolean {
    if (!site.callee || site.callee.path.length > 0) return false;
    return named(site.callee, file, this.graph)?.kind === "merkl";
  }

  #member(of: Value | undefined, key: string): Value | undefined {
    const object = of && this.#object(of);
    if (!object) return undefined;
    const arg = new Map(object.arg.members).get(key);
    if (arg) return { ...object, arg };
    const { spread } = object.arg;
    return spread && this.#member({ ...object, arg: spread }, key);
  }

  #object(value: Value): Value & { readonly arg: ObjectArg } | undefined {
    const { arg, file } = value;
    if (arg.kind === "object") return { ...value, arg };
    if (arg.kind !== "name" || arg.path.length > 0) return undefined;
    if (arg.param) {
      const above = this.#above(value, arg.param);
      return above && this.#object(above);
    }
    const { binding, file: home } = named(arg, file, this.graph)?.parts ?? {};
    if (!binding?.options || !home) return undefined;
    return { file: home, arg: binding.options, frame: NO_FRAME };
  }

  #function(value: Value): FlowResult | undefined {
    const { arg, file, frame } = value;
    if (arg.kind === "function") {
      const node = this.graph.code(file, arg.node, { kind: "body", name: "(body)" });
      return { node, fn: arg.fn, file, frame, isMember: false };
    }
    if (arg.kind !== "name") return undefined;
    if (arg.param) {
      const above = this.#above(value, arg.param);
      return above && this.#function(above);
    }
    return this.#named(arg, value);
  }

  #named(arg: NamedArg, { file, frame }: Value): FlowResult | undefined {
    const node = named(arg, file, this.graph);
    const { binding, file: home } = node?.parts ?? {};
    if (!node || !binding || !home || arg.path.length > 1) return undefined;
    const [member] = arg.path;
    const fn = member === undefined ? binding.fn : binding.members?.[member];
    if (!fn) return undefined;
    return {
      node: member === undefined ? node : this.graph.member(node, member, fn),
      fn,
      file: home,
      frame: Math.max(frame, 0),
      isMember: member !== undefined,
    };
  }

  /** What the function of a frame was called with, if the next frame's call is surely a call of it. */
  #above(
    { file, frame }: Value,
    param: { readonly index: number; readonly of: number },
  ): Value | undefined {
    if (frame === NO_FRAME || this.site(frame)?.site.inside !== param.of) return undefined;
    const call = this.site(frame + 1);
    if (!call?.site.callee) return undefined;
    const { binding, file: home } = named(call.site.callee, call.file, this.graph)?.parts ?? {};
    const [member, ...rest] = call.site.callee.path;
    const callee = member === undefined ? binding?.fn : binding?.members?.[member];
    if (!callee || rest.length > 0 || callee.span[0] !== param.of || home?.path !== file.path) {
      return undefined;
    }
    const arg = call.site.args[param.index];
    return arg && { file: call.file, arg, frame: frame + 1 };
  }
}

/** Of what is written elsewhere than in a call. */
const NO_FRAME = -1;

/** What a name stands for, through other names for it; undefined if it may stand for several things. */
function named(arg: NamedArg, file: SourceFile, graph: CodeGraph): GraphNode | undefined {
  if (file.summary.bindings[arg.ref.id]!.replaced) return undefined;
  let node = graph.binding(file, arg.ref.id, arg.ref.member);
  for (let hops = 0; hops < 20; hops++) {
    const { binding, file: home } = node.parts;
    if (binding?.replaced || node.kind === "changed") return undefined;
    if (binding?.alias === undefined || !home) return node;
    node = graph.binding(home, binding.alias);
  }
  return undefined;
}

function siteAt(frame: Frame, graph: CodeGraph): FoundSite | undefined {
  const file = fileOf(frame, graph);
  const offset = file?.offset(frame.line, frame.column);
  if (!file || offset === undefined) return undefined;
  const known = innermost(file.summary.sites, offset);
  if (known) return { file, site: known };
  if (file.summary.error) return undefined;
  const whole = graph.files.whole(file);
  const site = innermost(whole.summary.sites, offset);
  return site && { file: whole, site };
}

/** The source file of a frame; undefined if it can't be read. */
export function fileOf(frame: Frame, graph: CodeGraph): SourceFile | undefined {
  if (/^(?!file:)[a-z][a-z0-9+.-]+:/i.test(frame.file)) return undefined;
  return graph.files.get(absPath(frame.file) as AbsPath);
}

function innermost(sites: readonly Site[], offset: number): Site | undefined {
  let best: Site | undefined;
  for (const site of sites) {
    if (site.start <= offset && offset <= site.calleeEnd && (!best || site.start >= best.start)) {
      best = site;
    }
  }
  return best;
}
