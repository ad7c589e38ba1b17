/**
 * The canonical form of code: JavaScript without types, comments and layout, the same for all that
 * differ in nothing else. Each operand that could be read in two ways gets parentheses, so two
 * pieces of code have one text only if their trees are one.
 */

import { children, isNode, isTypeOnly, type Node, unwrap } from "./ast.ts";
import { CLASSES } from "./print_class.ts";
import { EXPRESSIONS } from "./print_expression.ts";
import { JSX } from "./print_jsx.ts";
import { STATEMENTS } from "./print_statement.ts";
import type { Ref } from "./summary.ts";
import { type Canonical, TextWriter } from "./text_writer.ts";

/** Prints one type of node. */
export type Print = (printer: Printer, node: Node) => void;

const PRINTS = new Map<string, Print>(
  [EXPRESSIONS, STATEMENTS, CLASSES, JSX].flatMap((table) => Object.entries(table)),
);

/** What stands for an expression; undefined if it is to be printed. */
export type Resolve = (node: Node) => Ref | undefined;

/** A node to be printed, with words before and after it. */
export interface Part {
  readonly node: Node;
  readonly before?: string;
  readonly after?: string;
}

/**
 * The canonical form of nodes, whose own names, if they are functions or classes, don't count.
 * @param resolve Tells which expressions refer to something outside
 */
export function canonical(parts: readonly Part[], resolve: Resolve): Canonical {
  const printer = new Printer(resolve);
  for (const part of parts) printer.printRoot(part);
  return printer.writer.finish();
}

/** Writes canonical text node by node; used by the tables `print_*.ts`. */
export class Printer {
  readonly writer = new TextWriter();
  /** The node whose own name is left out. */
  root: Node | undefined;
  #indent = "\n";

  constructor(readonly resolve: Resolve) {}

  /** Prints a node whose own name is left out. */
  printRoot(part: Part): void {
    this.root = unwrap(part.node);
    this.write(part.before ?? "");
    this.print(part.node);
    this.write(part.after ?? "");
  }

  /** Prints a node, or the reference that stands for it. */
  print(wrapped: Node): void {
    const node = unwrap(wrapped);
    const ref = this.resolve(node);
    if (ref) return this.writer.refer(ref);
    const print = PRINTS.get(node.type);
    if (print) print(this, node);
    else this.#unknown(node);
  }

  /** Writes text as it is. */
  write(text: string): void {
    this.writer.write(text);
  }

  /** Prints nodes (holes as nothing) with `separator` between them. */
  list(nodes: readonly (Node | null)[], separator = ", "): void {
    nodes.forEach((node, i) => {
      if (i > 0) this.write(separator);
      if (node) this.print(node);
    });
  }

  /** Prints an operand: with parentheses unless it can be read in one way only. */
  operand(wrapped: Node): void {
    const node = unwrap(wrapped);
    if (SIMPLE.has(node.type)) return this.print(node);
    this.write("(");
    this.print(node);
    this.write(")");
  }

  /** Prints nodes one a line in braces. */
  block(nodes: readonly Node[]): void {
    this.write("{");
    this.lines(nodes);
    this.write(this.#indent + "}");
  }

  /** Prints nodes one a line, further in. */
  lines(nodes: readonly Node[]): void {
    const outer = this.#indent;
    this.#indent += "  ";
    for (const node of nodes) {
      if (isTypeOnly(node) || node.type === "EmptyStatement") continue;
      this.write(this.#indent);
      this.print(node);
    }
    this.#indent = outer;
  }

  /** A node that this version does not know: all that it holds, by the names of its fields. */
  #unknown(node: Node): void {
    this.write(`<${node.type}`);
    const parts = new Set(children(node));
    for (const [key, value] of Object.entries(node)) {
      if (
        ["string", "number", "boolean"].includes(typeof value) && !/^(type|start|end)$/.test(key)
      ) {
        this.write(` ${key}=${JSON.stringify(value)}`);
      }
      for (const part of Array.isArray(value) ? value : [value]) {
        if (!isNode(part) || !parts.has(part)) continue;
        this.write(` ${key}=`);
        this.print(part);
      }
    }
    this.write(">");
  }
}

const SIMPLE = new Set([
  "ArrayExpression",
  "CallExpression",
  "Identifier",
  "Import",
  "ImportExpression",
  "JSXElement",
  "JSXFragment",
  "MemberExpression",
  "MetaProperty",
  "ObjectExpression",
  "PrivateName",
  "RegExpLiteral",
  "StringLiteral",
  "Super",
  "TaggedTemplateExpression",
  "TemplateLiteral",
  "ThisExpression",
  "BigIntLiteral",
  "BooleanLiteral",
  "NullLiteral",
  "NumericLiteral",
  "NewExpression",
]);
