/** Names followed through the outlines of modules, each read once and parsed only if it is new. */

import { type Place, placeAt } from "../error/place.ts";
import type { AbsPath } from "../util/path.ts";
import type { SourceSpan } from "./export_info.ts";
import { SourceFiles } from "./files.ts";
import type { ReadFile } from "./files.ts";
import { type Outline, outlineOf, type ValueDecl } from "./outline.ts";
import { sha256 } from "../hash/digest.ts";
import { withoutBom } from "./parse.ts";
import type { ModuleResolver } from "./resolver_types.ts";
import type { TypeExpr } from "./type_expr.ts";
import type { AnalysisMemo } from "./types.ts";

/** Raised whenever the shape or the meaning of an outline changes. Not part of any key. */
const OUTLINE_FORMAT = 3;

/** What names are followed with. */
export interface OutlineDeps {
  readonly resolver: ModuleResolver;
  /** Keeps outlines by the content of their file. */
  readonly memo: AnalysisMemo;
  /** Reads a file; undefined if it can't be read. Default: from disk, without asking for permission. */
  readonly readFile?: ReadFile;
}

/** Something in the file whose names it uses. */
export interface In<T> {
  readonly file: AbsPath;
  readonly it: T;
}

/** What a name leads to: a declaration, a whole module, a name of merkl's, or nothing known. */
export type Found<T> =
  | { readonly kind: "local"; readonly file: AbsPath; readonly name: string; readonly it: T }
  | { readonly kind: "module"; readonly file: AbsPath }
  | { readonly kind: "merkl"; readonly name: string }
  | { readonly kind: "unknown" };

const UNKNOWN = { kind: "unknown" } as const;

type Pick<T> = (outline: Outline, name: string) => T | undefined;

/** All modules that one description looks at. */
export class Outlines {
  readonly #files: SourceFiles;
  readonly #known = new Map<AbsPath, Outline | undefined>();

  constructor(readonly deps: OutlineDeps) {
    this.#files = new SourceFiles(deps.memo, deps.readFile);
  }

  /** A module's outline; undefined if it can't be read or parsed. */
  get(file: AbsPath): Outline | undefined {
    if (!this.#known.has(file)) this.#known.set(file, this.#load(file));
    return this.#known.get(file);
  }

  #load(file: AbsPath): Outline | undefined {
    const extension = /\.[mc]?[jt]sx?$/.exec(file)?.[0];
    const bytes = extension === undefined ? undefined : this.#files.bytes(file);
    if (!bytes) return undefined;
    const key = `outline:${OUTLINE_FORMAT}:${extension}:${sha256(bytes)}`;
    const known = parseJson(this.deps.memo.get(key));
    if (known) return known;
    const text = withoutBom(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    const outline = outlineOf(text, file);
    if (outline) this.deps.memo.set(key, JSON.stringify(outline));
    return outline;
  }

  /** What a name of a module, dots included, is bound to. */
  value(file: AbsPath, name: string): Found<ValueDecl> {
    return this.#find(file, name, (outline, name) => own(outline.values, name));
  }

  /** The type that a name of a module, dots included, stands for. */
  type(file: AbsPath, name: string): Found<TypeExpr> {
    return this.#find(file, name, (outline, name) => own(outline.types, name));
  }

  /** What a module exports under a name, as a value. */
  exportedValue(file: AbsPath, name: string): Found<ValueDecl> {
    return this.#exported(file, name, (outline, name) => own(outline.values, name), new Set());
  }

  /** The names that a module exports, those of `export *` included, and whether they are read from it. */
  exportNames(file: AbsPath, seen: ReadonlySet<AbsPath> = new Set()): string[] {
    const outline = this.get(file);
    if (!outline || seen.has(file)) return [];
    const names = new Set(Object.keys(outline.exports));
    for (const specifier of outline.stars) {
      const target = this.deps.resolver.resolve(specifier, file);
      if (target.kind !== "local") continue;
      for (const name of this.exportNames(target.path, new Set([...seen, file]))) {
        if (name !== "default") names.add(name);
      }
    }
    return [...names];
  }

  #find<T>(file: AbsPath, dotted: string, pick: Pick<T>): Found<T> {
    const [first, ...path] = dotted.split(".");
    let found = this.#named(file, first!, pick, new Set());
    for (const member of path) {
      if (found.kind === "module") found = this.#exported(found.file, member, pick, new Set());
      else if (found.kind === "merkl" && found.name === "*") {
        found = { kind: "merkl", name: member };
      } else return UNKNOWN;
    }
    return found;
  }

  #named<T>(file: AbsPath, name: string, pick: Pick<T>, seen: Set<string>): Found<T> {
    const outline = this.get(file);
    if (!outline) return UNKNOWN;
    const it = pick(outline, name);
    if (it !== undefined) return { kind: "local", file, name, it };
    const imported = own(outline.imports, name);
    return imported ? this.#imported(file, imported, pick, seen) : UNKNOWN;
  }

  #imported<T>(
    file: AbsPath,
    [from, name]: readonly [string, string],
    pick: Pick<T>,
    seen: Set<string>,
  ): Found<T> {
    const target = this.deps.resolver.resolve(from, file);
    if (target.kind === "merkl") return { kind: "merkl", name };
    if (target.kind !== "local") return UNKNOWN;
    if (name === "*") return { kind: "module", file: target.path };
    return this.#exported(target.path, name, pick, seen);
  }

  #exported<T>(file: AbsPath, name: string, pick: Pick<T>, seen: Set<string>): Found<T> {
    const key = `${file}\0${name}`;
    const outline = this.get(file);
    if (!outline || seen.has(key)) return UNKNOWN;
    seen.add(key);
    const target = own(outline.exports, name);
    if (target && "local" in target) return this.#named(file, target.local, pick, seen);
    if (target) return this.#imported(file, [target.from, target.name], pick, seen);
    for (const specifier of name === "default" ? [] : outline.stars) {
      const found = this.#imported(file, [specifier, name], pick, seen);
      // whether a package has the name can't be told, and merkl exports no pipelines
      if (found.kind === "local" || found.kind === "module") return found;
    }
    return UNKNOWN;
  }
}

/** Where a piece of a source file stands; undefined if the file can't be read any more. */
export function placeOfSpan({ file, span: [start, end] }: SourceSpan): Place | undefined {
  try {
    return placeAt(file, withoutBom(Deno.readTextFileSync(file)), start, end);
  } catch {
    return undefined;
  }
}

/** A record from JSON has a prototype. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A damaged memo costs a parse, nothing else. */
function parseJson(json: string | undefined): Outline | undefined {
  try {
    return json === undefined ? undefined : JSON.parse(json) as Outline;
  } catch {
    return undefined;
  }
}
