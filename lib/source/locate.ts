/** Finds a function's source text from the place where it was handed over. */

import { ambiguousFunction } from "../error/source_errors.ts";
import type { AbsPath } from "../util/path.ts";
import { closureOf, hashClosure } from "./closure.ts";
import type { CodeGraph } from "./code_graph.ts";
import { idOf, runningText } from "./emitted.ts";
import type { SourceFile } from "./files.ts";
import { fileOf, Flow, type FlowResult, type Found, type FoundSite } from "./flow.ts";
import { classesLike, functionsOfText } from "./text_search.ts";
import type { FunctionInfo } from "./summary.ts";
import type { AnalyzeRequest } from "./types.ts";

/** A user's function. */
export type Fn = (...args: never[]) => unknown;

/** A function that was found. */
export interface Located extends Found {
  /** Calls on the way, the nearest first: what the function's task is bound to. */
  readonly sites: readonly FoundSite[];
}

/**
 * The calls at which a function was handed over, and the function if it was found. A function of the
 * source is taken for it only if nothing else can be meant: if its place tells so, or if it has the
 * same text, and name in it, as no other that uses different things.
 * @param program The modules of the program, as far as they are known
 * @throws {MerklError} `ambiguous-function`
 */
export function locate(
  request: AnalyzeRequest,
  graph: CodeGraph,
  program: readonly AbsPath[] = [],
): { located: Located | undefined; sites: readonly FoundSite[] } {
  const { frames } = request;
  const target = new Target(request.fn, graph, program);
  const flow = new Flow(frames, graph);
  const handed = flow.handed(request.as ?? { kind: "body" });
  if (handed && target.is(handed)) {
    const sites = sitesOn(flow, handed.frame);
    // a member may have been replaced by a function of the same text
    if (handed.isMember && !handed.fn.rewritten) search(target, request);
    return { located: { ...handed, sites }, sites };
  }
  const sites = sitesOn(flow, frames.length - 1);
  const found = search(target, request);
  return { located: found && { ...found, sites }, sites };
}

/** The calls that handed a function down to the first frame's, from at most `last`. */
function sitesOn(flow: Flow, last: number): FoundSite[] {
  const sites: FoundSite[] = [];
  for (let i = 0; i <= last; i++) {
    const found = flow.site(i);
    if (!found) continue;
    sites.push(found);
    if (i < last && !handsOnParameter(found)) break;
  }
  return sites;
}

function handsOnParameter({ file, site }: FoundSite): boolean {
  return site.args.some((arg) =>
    arg.kind === "name" && file.summary.bindings[arg.ref.id]?.why === "a parameter"
  );
}

/** The one function of this text, or one of several that are the same in all that they use. */
function search(target: Target, request: AnalyzeRequest): Found | undefined {
  const found = target.everywhere(request);
  const [first, ...others] = found;
  if (!first || request.pinned) return first;
  const hash = wholeHash(first);
  const isOther = (other: Found) =>
    wholeHash(other) !== hash ||
    (request.hashMode === "module" && other.file.path !== first.file.path);
  if (others.some(isOther)) {
    const [at] = request.frames;
    throw ambiguousFunction(request.fn.name, {
      use: at && { file: at.file, line: at.line, column: at.column },
      candidates: found.map(({ file, fn }) => file.place(fn.span)),
    });
  }
  return first;
}

function wholeHash({ node }: Found): string {
  return hashClosure(closureOf([node], new Set()), "normalized", new Set());
}

/** The function that is looked for. */
class Target {
  readonly #kind: string;
  /** The name in its text. */
  readonly #id: string | undefined;
  /** Hash of the canonical text of what JavaScript shows of it. */
  readonly #text: string | undefined;
  readonly #isClass: boolean;

  constructor(
    readonly fn: Fn,
    readonly graph: CodeGraph,
    readonly program: readonly AbsPath[],
  ) {
    this.#kind = Object.prototype.toString.call(fn);
    const source = Function.prototype.toString.call(fn);
    this.#isClass = /^class\b/.test(source);
    this.#id = idOf(source);
    this.#text = runningText(source, graph.files.memo);
  }

  /**
   * Whether it is the function that, as its call is written, was handed over. The compiler changes
   * some texts (`(void 0, 1)`), so a literal or a name of a function in that very call needs no equal one.
   */
  is({ fn, frame, isMember }: FlowResult): boolean {
    if (this.#text === fn.text && (!isMember || fn.id === this.#id)) return true;
    return (fn.rewritten === true || (frame === 0 && !isMember)) && this.#fits(fn);
  }

  /**
   * All functions with its text, and the name in it, that files on the stack and those that they
   * import have. An instance may come from elsewhere: its class is looked for in the modules of the
   * program as well.
   */
  everywhere({ frames }: AnalyzeRequest): Found[] {
    if (this.#text === undefined) return [];
    const found = this.#in(frames.map((frame) => fileOf(frame, this.graph)));
    if (found.length > 0 || !this.#isClass) return found;
    return this.#in(this.program.map((path) => this.graph.files.get(path)));
  }

  #in(files: readonly (SourceFile | undefined)[]): Found[] {
    const known = new Set(files.filter((file) => file !== undefined));
    const found = functionsOfText(this.#text!, known, this.graph)
      .filter(({ fn }) => fn.id === this.#id);
    return found.length > 0 || !this.#isClass ? found : classesLike(this.fn, known, this.graph);
  }

  #fits(info: FunctionInfo): boolean {
    return info.length === this.fn.length && info.async === this.#kind.includes("Async") &&
      info.generator === this.#kind.includes("Generator");
  }
}
