/**
 * Canonical text of JSX. It refers to the functions that it is compiled to calls of, by nodes of
 * types that no parser gives: `JSXFactory`, `JSXFragmentFactory`.
 */

import type { Node } from "./ast.ts";
import type { Print, Printer } from "./print.ts";

function element(p: Printer, opening: Node | undefined, children: readonly Node[]): void {
  p.write("<");
  for (const type of opening ? ["JSXFactory"] : ["JSXFactory", "JSXFragmentFactory"]) {
    const factory = p.resolve({ type, start: 0, end: 0 });
    if (factory) p.writer.refer(factory);
  }
  if (opening) {
    p.print(opening.name);
    for (const attribute of opening.attributes as Node[]) {
      p.write(" ");
      p.print(attribute);
    }
  }
  p.write(">");
  for (const child of children) p.print(child);
  p.write("</>");
}

/** JSX, by type of node. */
export const JSX: Readonly<Record<string, Print>> = {
  JSXElement: (p, node) => element(p, node.openingElement, node.children),
  JSXFragment: (p, node) => element(p, undefined, node.children),
  JSXIdentifier: (p, node) => p.write(node.name),
  JSXNamespacedName: (p, node) => p.write(`${node.namespace.name}:${node.name.name}`),
  JSXMemberExpression: (p, node) => {
    p.print(node.object);
    p.write("." + node.property.name);
  },
  JSXAttribute: (p, node) => {
    p.print(node.name);
    if (!node.value) return;
    p.write("=");
    p.print(node.value);
  },
  JSXSpreadAttribute: (p, node) => {
    p.write("{...");
    p.print(node.argument);
    p.write("}");
  },
  JSXExpressionContainer: (p, node) => {
    p.write("{");
    p.print(node.expression);
    p.write("}");
  },
  JSXSpreadChild: (p, node) => {
    p.write("{...");
    p.print(node.expression);
    p.write("}");
  },
  JSXEmptyExpression: () => {},
  JSXText: (p, node) => {
    const text = jsxText(node.value);
    if (text !== "") p.write(`{${JSON.stringify(text)}}`);
  },
};

/** The text that React and its like see: lines trimmed, empty ones left out, joined by a space. */
function jsxText(raw: string): string {
  const lines = raw.split(/\r\n|\n|\r/);
  const kept: string[] = [];
  lines.forEach((line, i) => {
    let text = line.replaceAll("\t", " ");
    if (i > 0) text = text.replace(/^ +/, "");
    if (i < lines.length - 1) text = text.replace(/ +$/, "");
    if (text !== "") kept.push(text);
  });
  return kept.join(" ");
}
