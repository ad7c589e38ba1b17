/** A module's outline: what it exports and imports, its types, and what its names are bound to. */

import type { Place } from "../error/place.ts";
import { placeAt } from "../error/place.ts";
import { isTypeOnly, type Node } from "./ast.ts";
import { docBefore } from "./jsdoc.ts";
import { parseModule } from "./parse.ts";
import { declaredType, type TypeExpr, typeExprOf } from "./type_expr.ts";
import { type ValueExpr, valueExprOf } from "./value_expr.ts";

/** Where a name stands: a place without its file, so that it can be remembered by content. */
export type Spot = Omit<Place, "file">;

/** A name of the module and what it is bound to. */
export interface ValueDecl {
  readonly value: ValueExpr;
  readonly at: Spot;
  readonly doc?: string;
}

/** What an exported name stands for. */
export type ExportDecl =
  | { readonly local: string; readonly at: Spot }
  /** `name` is `*` for all of that module. */
  | { readonly from: string; readonly name: string; readonly typeOnly: boolean; readonly at: Spot };

/** What is remembered of a module. JSON. */
export interface Outline {
  readonly values: Readonly<Record<string, ValueDecl>>;
  readonly types: Readonly<Record<string, TypeExpr>>;
  /** Local name -> specifier, and the name there: `*` for all. */
  readonly imports: Readonly<Record<string, readonly [from: string, name: string]>>;
  readonly exports: Readonly<Record<string, ExportDecl>>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
}

/** Reads a module; undefined if it can't be parsed. `file` tells by its extension what it is. */
export function outlineOf(text: string, file: string): Outline | undefined {
  let program: Node;
  try {
    program = parseModule(text, file);
  } catch {
    return undefined;
  }
  const reader = new OutlineReader(text);
  for (const statement of program.body as Node[]) reader.read(statement);
  const { values, types, imports, exports, stars } = reader;
  return { values, types, imports, exports, stars };
}

/** The name under which an anonymous default export is kept. */
const DEFAULT = "*default*";

/** An offset, and where it stands. */
const START = { start: 0, line: 1, column: 1 };

class OutlineReader {
  readonly values: Record<string, ValueDecl> = Object.create(null);
  readonly types: Record<string, TypeExpr> = Object.create(null);
  readonly imports: Record<string, readonly [string, string]> = Object.create(null);
  readonly exports: Record<string, ExportDecl> = Object.create(null);
  readonly stars: string[] = [];
  #last = START;

  constructor(readonly text: string) {}

  read(statement: Node): void {
    switch (statement.type) {
      case "ImportDeclaration":
        return this.#readImport(statement);
      case "ExportAllDeclaration":
        if (statement.exportKind !== "type") this.stars.push(statement.source.value);
        return;
      case "ExportDefaultDeclaration":
        return this.#readDefault(statement);
      case "ExportNamedDeclaration":
        return this.#readNamed(statement);
      default:
        this.#declare(statement, statement);
    }
  }

  #readImport(statement: Node): void {
    for (const specifier of statement.specifiers as Node[]) {
      const name = specifier.type === "ImportDefaultSpecifier"
        ? "default"
        : specifier.type === "ImportNamespaceSpecifier"
        ? "*"
        : nameOf(specifier.imported);
      this.imports[specifier.local.name] = [statement.source.value, name];
    }
  }

  #readDefault(statement: Node): void {
    const declared: Node = statement.declaration;
    const at = this.#spot(declared.id ?? declared);
    const isDeclaration = /Declaration$/.test(declared.type);
    const local: string = declared.id && isDeclaration ? declared.id.name : DEFAULT;
    this.exports["default"] = { local, at };
    if (local !== DEFAULT || isTypeOnly(declared)) this.#declare(declared, statement);
    else this.#value(local, declared, { owner: statement, at });
  }

  #readNamed(statement: Node): void {
    if (statement.declaration) {
      for (const [name, at] of this.#declare(statement.declaration, statement)) {
        this.exports[name] = { local: name, at };
      }
    }
    for (const specifier of statement.specifiers as Node[]) {
      const at = this.#spot(specifier);
      const name = specifier.type === "ExportNamespaceSpecifier" ? "*" : nameOf(specifier.local);
      const exported = nameOf(specifier.exported);
      const typeOnly = isTypeOnly(statement) || isTypeOnly(specifier);
      if (statement.source) {
        this.exports[exported] = { from: statement.source.value, name, typeOnly, at };
      } else this.exports[exported] = { local: name, at };
    }
  }

  /** Keeps what a statement declares. `owner`: the statement that a doc comment stands before. */
  #declare(node: Node, owner: Node): [name: string, at: Spot][] {
    if (node.type === "VariableDeclaration") return this.#variables(node, owner);
    if (node.id?.type !== "Identifier") return [];
    const name: string = node.id.name;
    const at = this.#spot(node.id);
    const type = declaredType(node, { text: this.text });
    if (type) this.types[name] = type;
    if (!isTypeOnly(node)) this.#value(name, node, { owner, at });
    return [[name, at]];
  }

  #variables(node: Node, owner: Node): [name: string, at: Spot][] {
    return (node.declarations as Node[]).flatMap((declarator, i) => {
      if (declarator.id.type !== "Identifier" || !declarator.init) {
        return boundNames(declarator.id).map((id): [string, Spot] => {
          const at = this.#spot(id);
          this.values[id.name] = { value: { v: "other", type: { t: "other", text: id.name } }, at };
          return [id.name, at];
        });
      }
      const { name } = declarator.id;
      const at = this.#spot({ ...declarator.id, end: declarator.id.start + name.length });
      this.#value(name, declarator.init, { owner: i === 0 ? owner : declarator, at });
      const annotation: Node | undefined = declarator.id.typeAnnotation?.typeAnnotation;
      const read = this.values[name]!;
      if (annotation && read.value.v === "other") {
        const type = typeExprOf(annotation, { text: this.text });
        this.values[name] = { ...read, value: { v: "other", type } };
      }
      return [[name, at]];
    });
  }

  #value(name: string, node: Node, { owner, at }: { owner: Node; at: Spot }): void {
    const doc = docBefore(this.text, owner.start);
    const value = valueExprOf(node, this.text, doc);
    this.values[name] = { value, at, ...(doc?.text ? { doc: doc.text } : {}) };
  }

  /** Counted from the last one: places are asked for in the order of the text, almost. */
  #spot({ start, end }: { readonly start: number; readonly end: number }): Spot {
    const last = start < this.#last.start ? START : this.#last;
    const text = this.text.slice(last.start);
    const { file: _, ...spot } = placeAt("", text, start - last.start, end - last.start);
    const shift = spot.line === 1 ? last.column - 1 : 0;
    const line = last.line + spot.line - 1;
    const column = spot.column + shift;
    this.#last = { start, line, column };
    return { line, column, endColumn: spot.endColumn! + shift };
  }
}

/** An exported or imported name, which may be a string. */
function nameOf(node: Node): string {
  return node.name ?? node.value;
}

/** The identifiers that a pattern binds. */
function boundNames(pattern: Node | null): Node[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern];
    case "ArrayPattern":
      return (pattern.elements as (Node | null)[]).flatMap(boundNames);
    case "ObjectPattern":
      return (pattern.properties as Node[]).flatMap((p) => boundNames(p.value ?? p.argument));
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    default:
      return [];
  }
}
