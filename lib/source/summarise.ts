/** A file's text to its summary: the only place where its tree lives. */

import { isTypeOnly, type Node } from "./ast.ts";
import { summariseBinding } from "./binding_summary.ts";
import { buildScopes } from "./build_scopes.ts";
import { FileContext, spanOf } from "./file_context.ts";
import { parseModule } from "./parse.ts";
import { findSites } from "./sites.ts";
import type { CodeNode, ExportTarget, FileBinding, FileSummary, Span } from "./summary.ts";

/** How much of a file is summarised. */
export interface SummariseOptions {
  /** All calls and functions, not only those that look like tasks. @default {false} */
  readonly all?: boolean;
}

/** Parses and summarises a file. A file that can't be parsed gives a summary with `error`. */
export function summarise(text: string, file: string, options: SummariseOptions = {}): FileSummary {
  let program: Node;
  try {
    program = parseModule(text, file);
  } catch (error) {
    const { message, pos } = error as { message: string; pos?: number };
    return { ...EMPTY, error: { message: message.replace(/ \(\d+:\d+\)$/, ""), at: pos ?? 0 } };
  }
  const context = new FileContext(text, program, buildScopes(program));
  const statements = new Statements(context);
  statements.addAll();
  const sites = findSites(context, options.all ?? false);
  const bindings: FileBinding[] = [];
  // Describing a binding may number further ones: those of functions that it captures.
  for (let id = 0; id < context.numbered.length; id++) {
    const binding = context.numbered[id]!;
    const summary = summariseBinding(binding, context, (i) => statements.indexOf(i));
    const replaced = binding.refs.some(({ usage }) => usage === "write" || usage === "mutate");
    bindings.push(replaced ? { ...summary, replaced } : summary);
  }
  return { bindings, ...exportsOf(context), statements: statements.nodes, sites };
}

const EMPTY: FileSummary = {
  bindings: [],
  exports: {},
  stars: [],
  imports: [],
  bare: [],
  statements: [],
  sites: [],
};

/** Statements of the module, those that are no declarations first. */
class Statements {
  readonly nodes: CodeNode[] = [];
  readonly #indices = new Map<number, number>();

  constructor(readonly context: FileContext) {}

  addAll(): void {
    (this.context.program.body as Node[]).forEach((statement, i) => {
      if (!isTypeOnly(statement) && !DECLARATIONS.test(statement.type)) this.indexOf(i);
    });
  }

  /** The index in `nodes` of a statement of the module. */
  indexOf(i: number): number {
    const known = this.#indices.get(i);
    if (known !== undefined) return known;
    const statement: Node = this.context.program.body[i];
    const node = statement.declaration ?? statement;
    this.#indices.set(i, this.nodes.length);
    return this.nodes.push(this.context.runNode([{ node }], spanOf(statement))) - 1;
  }
}

const DECLARATIONS = /^(?:Import|Export)|Declaration$|^EmptyStatement$|^TSExportAssignment$/;

type Exports = Pick<FileSummary, "exports" | "stars" | "bare" | "imports">;

function exportsOf(context: FileContext): Exports {
  const exports: Record<string, ExportTarget> = Object.create(null);
  const stars: string[] = [];
  const bare: (readonly [string, Span])[] = [];
  const imports: string[] = [];
  const idOf = (name: string) => {
    const binding = context.scopes.module.bindings.get(name);
    return binding && context.idOf(binding);
  };
  const add = (exported: string, local: string) => {
    const id = idOf(local);
    if (id !== undefined) exports[exported] = { id };
  };
  for (const statement of context.program.body as Node[]) {
    if (isTypeOnly(statement)) continue;
    if (statement.source) imports.push(statement.source.value);
    switch (statement.type) {
      case "ImportDeclaration":
        if (statement.specifiers.length === 0) {
          bare.push([statement.source.value, spanOf(statement)]);
        }
        break;
      case "ExportAllDeclaration":
        stars.push(statement.source.value);
        break;
      case "ExportDefaultDeclaration":
        add("default", statement.declaration.id?.name ?? "*default*");
        break;
      case "ExportNamedDeclaration":
        exportNamed(statement, exports, add);
        break;
      case "TSExportAssignment":
        if (statement.expression.type === "Identifier") add("default", statement.expression.name);
    }
  }
  return { exports, stars, bare, imports };
}

function exportNamed(
  statement: Node,
  exports: Record<string, ExportTarget>,
  add: (exported: string, local: string) => void,
): void {
  for (const name of declaredNames(statement.declaration)) add(name, name);
  for (const specifier of statement.specifiers as Node[]) {
    if (isTypeOnly(specifier)) continue;
    const exported: string = specifier.exported.name ?? specifier.exported.value;
    const local: string = specifier.local?.name ?? specifier.local?.value ?? "*";
    if (statement.source) exports[exported] = { from: statement.source.value, name: local };
    else add(exported, local);
  }
}

/** The names that a declaration makes. */
function declaredNames(declaration: Node | null | undefined): string[] {
  if (!declaration || isTypeOnly(declaration)) return [];
  if (declaration.type === "VariableDeclaration") {
    return (declaration.declarations as Node[]).flatMap((d) => patternNames(d.id));
  }
  let id: Node | undefined = declaration.id;
  while (id?.type === "TSQualifiedName") id = id.left;
  return id?.type === "Identifier" ? [id.name] : [];
}

function patternNames(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ArrayPattern":
      return (pattern.elements as (Node | null)[]).flatMap(patternNames);
    case "ObjectPattern":
      return (pattern.properties as Node[]).flatMap((p) => patternNames(p.value ?? p.argument));
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "RestElement":
      return patternNames(pattern.argument);
    default:
      return [];
  }
}
