/** The facade: a function to the hash of its code and of all that it depends on. */

import { unlocatableFunction } from "../error/source_errors.ts";
import type { Place } from "../error/place.ts";
import { sha256 } from "../hash/digest.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import type { FoundBatch } from "./batches.ts";
import { type Declared, NOTHING_DECLARED, refuse, refuseCaptured } from "./check.ts";
import { type Closure, closureOf, hashClosure } from "./closure.ts";
import { CodeGraph } from "./code_graph.ts";
import { dependenciesOf, unfollowedOf } from "./dependencies.ts";
import { type HashFile, type ReadFile, type SourceFile, SourceFiles } from "./files.ts";
import { GraphNode } from "./graph_node.ts";
import { canonicalSource } from "./emitted.ts";
import { Flow, type FoundSite } from "./flow.ts";
import { type Fn, locate, type Located } from "./locate.ts";
import { Purity } from "./purity.ts";
import type { Load } from "./load.ts";
import type { ModuleResolver } from "./resolver_types.ts";
import type { RunChange } from "./run_changes.ts";
import { infoOfSource } from "./source_info.ts";
import type { FunctionInfo } from "./summary.ts";
import { warningsOf } from "./warnings.ts";
import { unseenWork } from "./unseen.ts";
import type {
  Analysis,
  AnalysisMemo,
  AnalyzeRequest,
  CodeMode,
  InferredOuts,
  SourceReader,
  SourceWarning,
} from "./types.ts";

/** What a reader works with. */
export interface SourceReaderOptions {
  readonly resolver: ModuleResolver;
  /** Summaries of files by content. */
  readonly memo: AnalysisMemo;
  /** The folder that names of dependencies are relative to. */
  readonly root: AbsPath;
  /** Reads a file; undefined if it can't be read. Default: from disk, without asking for permission. */
  readonly readFile?: ReadFile;
  /** The hash of a file that code names, and that isn't code. Default: by reading it. */
  readonly hashFile?: HashFile;
  /** The modules of the program, as far as they are known: which may change what tasks use. */
  readonly program?: () => readonly AbsPath[];
}

/** A reader that takes each file as it is when first asked for it. */
export function createSourceReader(options: SourceReaderOptions): SourceReader {
  const files = new SourceFiles(options.memo, options.readFile, options.hashFile);
  const graph = new CodeGraph(files, options.resolver, options.root);
  const purity = new Purity();
  return { analyze: (request) => new Analyzer(request, graph, purity, options.program).run() };
}

class Analyzer {
  constructor(
    readonly request: AnalyzeRequest,
    readonly graph: CodeGraph,
    readonly purity: Purity,
    readonly program: SourceReaderOptions["program"],
  ) {}

  run(): Analysis {
    const { located, sites } = locate(this.request, this.graph, this.program?.());
    return located ? this.#analysis(located) : this.#fromSource(sites);
  }

  #analysis(located: Located): Analysis {
    const { file, node, fn } = located;
    const { pinned } = this.request;
    const declared = this.#declared();
    const batches = this.#batches(located.sites);
    const [closure, codeHash] = this.#closure(located, declared, batches);
    const { deps, sources } = dependenciesOf(closure, {
      declared: declared.nodes,
      file,
      body: node,
    });
    return {
      codeHash,
      deps,
      sources,
      get unfollowed() {
        return pinned ? [] : unfollowedOf(closure, declared.nodes);
      },
      ...bindingOf(located.sites),
      batches: batches.map(({ site }) => {
        const home = located.sites.at(-1)!.file;
        return {
          site: siteId({ file: home, site }),
          place: home.place([site.start, site.calleeEnd]),
        };
      }),
      file: file.path,
      place: file.place(fn.span),
      text: file.text.slice(...fn.span),
      params: fn.params,
      signature: fn.signature,
      inferredOuts: fn.outs.kind === "none"
        ? { kind: "none", why: fn.outs.why, place: file.place(fn.outs.at) }
        : fn.outs,
      warnings: this.request.pinned
        ? []
        : warningsOf(closure, declared, this.#runChanges(located, closure)),
      ...this.#unseen(node),
    };
  }

  #unseen(node: GraphNode): Pick<Analysis, "unseen"> {
    if (this.request.builds !== true) return {};
    const unseen = unseenWork(node, this.graph.changes.effects);
    return unseen === undefined ? {} : { unseen };
  }

  #closure(
    located: Located,
    declared: Declared,
    batches: readonly FoundBatch[],
  ): [Closure, Analysis["codeHash"]] {
    const { hashMode, code, pinned } = this.request;
    const { node, file } = located;
    const bodies = [node, ...batches.map((batch) => batch.node)];
    if (pinned || hashMode === "function") {
      const pieces = pinned ? [node] : bodies;
      const load = pinned ? undefined : this.#load(located, batches);
      const alone = pieces.map((body) => {
        if (load) refuseCaptured(body, declared, { purity: this.purity, load });
        return standalone(body, body === node ? located : undefined, code);
      });
      const closure = closureOf(alone, declared.nodes);
      return [closure, hashClosure(closure, "normalized", declared.nodes)];
    }
    const roots = hashMode === "module" ? [...bodies, this.graph.module(file)] : bodies;
    const load = this.#load(located, batches);
    const closure = closureOf(roots, declared.nodes, load);
    refuse(
      hashMode === "module" ? closureOf(bodies, declared.nodes, load) : closure,
      declared,
      this.purity,
    );
    return [closure, hashClosure(closure, code, declared.nodes)];
  }

  /**
   * What happens when the modules of the program, and those of the function, of its task and of its
   * batches are loaded: any of them may change what the function uses.
   */
  #load(located: Located, batches: readonly FoundBatch[]): Load {
    return this.graph.changes.load(this.#modules(located, batches));
  }

  #runChanges(located: Located, { nodes }: Closure): RunChange[] {
    return this.graph.changes.run(this.#modules(located, [])).of(located.node, nodes);
  }

  /** In the order in which they're loaded, as far as it is known. */
  #modules({ file, sites }: Located, batches: readonly FoundBatch[]): SourceFile[] {
    const modules = new Set<SourceFile>();
    const add = (module: SourceFile | undefined) => module && modules.add(module.base ?? module);
    for (const path of this.program?.() ?? []) add(this.graph.files.get(path));
    add(file);
    for (const site of sites) add(site.file);
    for (const { node } of batches) add(node.parts.file);
    return [...modules];
  }

  /** Batches over the task, in the module that binds it. */
  #batches(sites: readonly FoundSite[]): readonly FoundBatch[] {
    const outermost = sites.at(-1);
    const binding = outermost?.site.moduleLevel ? outermost.site.binding : undefined;
    return binding === undefined ? [] : this.graph.batches(outermost!.file, binding);
  }

  /** What the options declare, whose values are hashed elsewhere. */
  #declared(): Declared {
    const { deps = [], env = [], frames, optionFrames = frames } = this.request;
    if (deps.length === 0) return { ...NOTHING_DECLARED, env: new Set(env) };
    const { nodes, late } = new Flow(optionFrames, this.graph).declared(deps);
    return { nodes: new Set(nodes), late: new Set(late), env: new Set(env) };
  }

  /**
   * What can be told of a function by its own text as JavaScript shows it: enough if something else
   * stands for its code; else only where the text of its file is all that can be had.
   */
  #fromSource(sites: readonly FoundSite[]): Analysis {
    const { fn, frames, pinned } = this.request;
    const first = frames[0];
    const at = first && { file: absPath(first.file), line: first.line, column: first.column };
    const source = Function.prototype.toString.call(fn);
    const home = at && this.graph.files.get(at.file);
    const broken = home?.summary.error;
    const unreadable = home === undefined && !isNative(source);
    if (!pinned && !broken && !unreadable) throw unlocatableFunction(fn.name, at);
    const text = canonicalSource(source) ?? source;
    const rest = pinned ? "" : broken ? home!.text : onlyHere(fn);
    const node = new GraphNode({
      kind: "body",
      name: "(body)",
      text: JSON.stringify([text, rest]),
    });
    const closure = closureOf([node], new Set());
    const info: FunctionInfo = infoOfSource(fn as Fn);
    const hash = sha256(text);
    const outs: InferredOuts = info.outs.kind !== "none" ? info.outs : {
      kind: "none",
      why: info.outs.why,
      place: at ?? { file: "", line: 1, column: 1 },
    };
    return {
      codeHash: hashClosure(closure, "normalized", new Set()),
      deps: [{ name: "(body)", kind: "body", hash, ...(at ? { place: at } : {}) }],
      sources: new Map([[hash, text]]),
      ...bindingOf(sites),
      unfollowed: [],
      batches: [],
      file: at?.file,
      place: at,
      text: source,
      params: info.params,
      signature: info.signature,
      inferredOuts: outs,
      warnings: pinned ? [] : [broken ? unparsable(broken, home!) : unlocated(fn.name, at)],
      unseen: { what: "its code was not found", place: at },
    };
  }
}

const own = new WeakMap<object, string>();

/**
 * Stands for all that a function uses where no file tells: no other function, and no other process,
 * has the same, so that what it gives is never taken for what other code gives.
 */
function onlyHere(fn: object): string {
  let id = own.get(fn);
  if (id === undefined) own.set(fn, id = crypto.randomUUID());
  return id;
}

function isNative(source: string): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(source);
}

function unlocated(name: string, place: Place | undefined): SourceWarning {
  return {
    code: "unlocated-function",
    message: `The file of ${name === "" ? "a task's function" : name} can't be read, so it isn't ` +
      "known what it uses: its results stand for this process only",
    ...(place ? { place } : {}),
  };
}

function unparsable(
  { message, at }: { message: string; at: number },
  file: SourceFile,
): SourceWarning {
  return {
    code: "unparsable-file",
    message:
      `The file can't be parsed (${message}): its whole text is hashed, but not what it imports`,
    place: file.place([at, at]),
  };
}

/** A function without what it depends on. */
function standalone(body: GraphNode, located: Located | undefined, code: CodeMode): GraphNode {
  const { file, span } = located
    ? { file: located.file, span: located.fn.span }
    : { file: body.parts.file, span: body.parts.code?.span };
  const text = code === "exact" && file && span ? file.text.slice(...span) : body.readable();
  return new GraphNode({
    kind: "body",
    name: located ? "(body)" : "(batch)",
    text,
    ...(file ? { file } : {}),
    ...(span ? { span } : {}),
  });
}

/** What the outermost of the calls is bound to. */
function bindingOf(
  sites: readonly FoundSite[],
): Pick<Analysis, "binding" | "moduleLevel" | "site"> {
  const outermost = sites.at(-1);
  return {
    binding: outermost?.site.binding,
    moduleLevel: outermost?.site.moduleLevel ?? false,
    site: outermost && siteId(outermost),
  };
}

function siteId({ file, site }: FoundSite): string {
  return `${file.path}:${site.start}`;
}
