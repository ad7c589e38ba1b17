/** Finds a function's source text from the place where it was handed to `task()`. */

import { type AbsPath, absPath } from "../util/path.ts";
import { unwrap } from "./ast.ts";
import type { CodeGraph } from "./code_graph.ts";
import type { SourceFile } from "./files.ts";
import { type GraphNode, readableText } from "./graph_node.ts";
import { parseFunction } from "./parse.ts";
import { canonical } from "./print.ts";
import type { Candidate, FunctionInfo, Site } from "./summary.ts";
import type { Frame } from "./types.ts";

/** A user's function. */
export type Fn = (...args: never[]) => unknown;

/** A function that was found. */
export interface Located {
  readonly node: GraphNode;
  readonly fn: FunctionInfo;
  /** The file in which the function stands. */
  readonly file: SourceFile;
  /** Calls on the way, the nearest first: where options are written. */
  readonly sites: readonly FoundSite[];
}

/** A call of a file. */
export interface FoundSite {
  readonly file: SourceFile;
  readonly site: Site;
}

/** What a candidate turned out to be. */
interface Match {
  readonly node: GraphNode;
  readonly fn: FunctionInfo;
  readonly file: SourceFile;
  readonly nested: boolean;
  readonly text: () => string | undefined;
}

/** The calls at which a function may have been handed over, and the function if it was found. */
export function locate(
  fn: Fn,
  frames: readonly Frame[],
  graph: CodeGraph,
): { located: Located | undefined; sites: readonly FoundSite[] } {
  const target = new Target(fn);
  const sites: FoundSite[] = [];
  for (const frame of frames) {
    const found = siteAt(frame, graph);
    if (!found) continue;
    sites.push(found);
    const match = target.choose(matchesOf(found, graph));
    if (match) return { located: { ...match, sites }, sites };
    if (!handsOnParameter(found)) break;
  }
  const match = searchFiles(target, frames, graph);
  return { located: match && { ...match, sites }, sites };
}

/** The call that a frame points into. */
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

function fileOf(frame: Frame, graph: CodeGraph): SourceFile | undefined {
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

function handsOnParameter({ file, site }: FoundSite): boolean {
  return site.candidates.some((c) =>
    c.kind === "name" && file.summary.bindings[c.ref.id]?.why === "a parameter"
  );
}

function matchesOf({ file, site }: FoundSite, graph: CodeGraph): Match[] {
  return site.candidates.flatMap((candidate) => matchOf(candidate, file, graph) ?? []);
}

function matchOf(candidate: Candidate, file: SourceFile, graph: CodeGraph): Match | undefined {
  if (candidate.kind === "literal") {
    const node = graph.code(file, candidate.node, { kind: "body", name: "(body)" });
    const text = () => readableText(candidate.node, file);
    return { node, fn: candidate.fn, file, nested: candidate.nested, text };
  }
  let node = graph.binding(file, candidate.ref.id, candidate.ref.member);
  for (let hops = 0; hops < 20 && node.parts.binding?.alias !== undefined; hops++) {
    node = graph.binding(node.parts.file!, node.parts.binding.alias);
  }
  const { binding, code, file: home } = node.parts;
  if (!binding || !home) return undefined;
  const { path, nested } = candidate;
  const fn = path.length === 0
    ? binding.fn
    : path.length === 1
    ? binding.members?.[path[0]!]
    : undefined;
  if (!fn) return undefined;
  if (path.length === 0) {
    return {
      node,
      fn,
      file: home,
      nested,
      text: () => readableText(code!, home),
    };
  }
  const member = graph.member(node, path[0]!, fn);
  return { node: member, fn, file: home, nested, text: () => undefined };
}

/** Looks for a function of this text, then of this name, in all files on the stack. */
function searchFiles(
  target: Target,
  frames: readonly Frame[],
  graph: CodeGraph,
): Match | undefined {
  const files = new Set(frames.flatMap((frame) => fileOf(frame, graph) ?? []));
  for (const usual of files) {
    if (usual.summary.error) continue;
    const file = graph.files.whole(usual);
    for (const site of file.summary.sites) {
      for (const candidate of site.candidates) {
        if (candidate.kind !== "literal" || !target.fits(candidate.fn)) continue;
        if (readableText(candidate.node, file) !== target.text) continue;
        return matchOf(candidate, file, graph);
      }
    }
  }
  for (const file of files) {
    const id = file.summary.bindings.findIndex((b) =>
      b.name === target.fn.name && b.fn && target.fits(b.fn)
    );
    const binding = file.summary.bindings[id];
    if (!binding?.fn) continue;
    return {
      node: graph.binding(file, id),
      fn: binding.fn,
      file,
      nested: false,
      text: () => undefined,
    };
  }
  return undefined;
}

/** The function that is looked for. */
class Target {
  readonly #kind: string;
  #text: string | undefined | null;

  constructor(readonly fn: Fn) {
    this.#kind = Object.prototype.toString.call(fn);
  }

  /** The canonical text of what JavaScript shows of it. */
  get text(): string | undefined {
    this.#text ??= canonicalSource(this.fn) ?? null;
    return this.#text ?? undefined;
  }

  /** Whether a function has as many parameters and is of the same kind. */
  fits(info: FunctionInfo): boolean {
    return info.length === this.fn.length && info.async === this.#kind.includes("Async") &&
      info.generator === this.#kind.includes("Generator");
  }

  /** The function among those of a call's arguments. */
  choose(matches: readonly Match[]): Match | undefined {
    const fitting = matches.filter((m) => this.fits(m.fn));
    const direct = fitting.filter((m) => !m.nested);
    if (direct.length === 1) return direct[0];
    const same = (list: readonly Match[]) => list.find((m) => m.text() === this.text);
    return same(direct) ?? direct[0] ?? same(fitting);
  }
}

/** The canonical text of a function as JavaScript shows it; undefined if it can't be read. */
export function canonicalSource(fn: Fn): string | undefined {
  const parsed = parseFunction(Function.prototype.toString.call(fn));
  if (!parsed) return undefined;
  return canonical([{ node: unwrap(parsed.node) }], () => undefined).texts[0];
}
