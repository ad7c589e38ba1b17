/** Canonical text of classes. */

import { isTypeOnly, type Node } from "./ast.ts";
import type { Print, Printer } from "./print.ts";
import { printCallable, printKey, printMethodHead, printOwnName } from "./print_expression.ts";

function decorators(p: Printer, node: Node): void {
  for (const decorator of (node.decorators ?? []) as Node[]) {
    p.write("@");
    p.operand(decorator.expression);
    p.write(" ");
  }
}

const classLike: Print = (p, node) => {
  decorators(p, node);
  p.write("class");
  printOwnName(p, node);
  if (node.superClass) {
    p.write(" extends ");
    p.operand(node.superClass);
  }
  p.write(" ");
  p.block((node.body.body as Node[]).filter((member) => !isTypeOnly(member)));
};

const method: Print = (p, node) => {
  decorators(p, node);
  if (node.static) p.write("static ");
  printMethodHead(p, node);
  for (const param of node.params as Node[]) decorators(p, param);
  printCallable(p, node);
};

const field: Print = (p, node) => {
  decorators(p, node);
  if (node.static) p.write("static ");
  if (node.type === "ClassAccessorProperty") p.write("accessor ");
  printKey(p, node);
  if (node.value) {
    p.write(" = ");
    p.print(node.value);
  }
  p.write(";");
};

/** Classes and their members, by type of node. */
export const CLASSES: Readonly<Record<string, Print>> = {
  ClassDeclaration: classLike,
  ClassExpression: classLike,
  ClassMethod: method,
  ClassPrivateMethod: method,
  ClassProperty: field,
  ClassPrivateProperty: field,
  ClassAccessorProperty: field,
  StaticBlock: (p, node) => {
    p.write("static ");
    p.block(node.body);
  },
};
