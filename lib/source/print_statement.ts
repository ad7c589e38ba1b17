/** Canonical text of statements and declarations. */

import { type Node, unwrap } from "./ast.ts";
import type { Print, Printer } from "./print.ts";

/** A statement that a branch or loop is made of: always in braces. */
function body(p: Printer, node: Node): void {
  if (node.type === "BlockStatement") p.print(node);
  else p.block([node]);
}

function head(p: Printer, keyword: string, test: Node): void {
  p.write(keyword + " (");
  p.print(test);
  p.write(") ");
}

function jump(keyword: string, field: string): Print {
  return (p, node) => {
    p.write(keyword);
    const value: Node | null | undefined = node[field];
    if (value) {
      p.write(" ");
      p.print(value);
    }
    p.write(";");
  };
}

/** Declarations without the closing semicolon, as in the head of a loop. */
function variables(p: Printer, node: Node): void {
  p.write(node.kind + " ");
  p.list(node.declarations);
}

function forEach(word: string): Print {
  return (p, node) => {
    p.write(node.await ? "for await (" : "for (");
    headPart(p, node.left);
    p.write(` ${word} `);
    p.print(node.right);
    p.write(") ");
    body(p, node.body);
  };
}

function headPart(p: Printer, node: Node | null): void {
  if (node?.type === "VariableDeclaration") variables(p, node);
  else if (node) p.print(node);
}

const NEEDS_PARENTHESES = new Set([
  "ClassExpression",
  "FunctionExpression",
  "ObjectExpression",
  "StringLiteral",
]);

function needsParentheses(expression: Node): boolean {
  return NEEDS_PARENTHESES.has(expression.type) ||
    (expression.type === "AssignmentExpression" && expression.left.type === "ObjectPattern");
}

/** Statements, by type of node. */
export const STATEMENTS: Readonly<Record<string, Print>> = {
  ExpressionStatement: (p, node) => {
    const expression = unwrap(node.expression);
    const wrapped = needsParentheses(expression);
    p.write(wrapped ? "(" : "");
    p.print(expression);
    p.write(wrapped ? ");" : ";");
  },
  BlockStatement: (p, node) => p.block([...(node.directives ?? []), ...node.body]),
  Directive: (p, node) => p.write(JSON.stringify(node.value.value) + ";"),
  EmptyStatement: (p) => p.write(";"),
  DebuggerStatement: (p) => p.write("debugger;"),
  VariableDeclaration: (p, node) => {
    variables(p, node);
    p.write(";");
  },
  VariableDeclarator: (p, node) => {
    p.print(node.id);
    if (!node.init) return;
    p.write(" = ");
    p.print(node.init);
  },
  ReturnStatement: jump("return", "argument"),
  ThrowStatement: jump("throw", "argument"),
  BreakStatement: jump("break", "label"),
  ContinueStatement: jump("continue", "label"),
  LabeledStatement: (p, node) => {
    p.write(node.label.name + ": ");
    p.print(node.body);
  },
  IfStatement: (p, node) => {
    head(p, "if", node.test);
    body(p, node.consequent);
    if (!node.alternate) return;
    p.write(" else ");
    if (node.alternate.type === "IfStatement") p.print(node.alternate);
    else body(p, node.alternate);
  },
  SwitchStatement: (p, node) => {
    head(p, "switch", node.discriminant);
    p.block(node.cases);
  },
  SwitchCase: (p, node) => {
    p.write(node.test ? "case " : "default");
    if (node.test) p.print(node.test);
    p.write(":");
    p.lines(node.consequent);
  },
  TryStatement: (p, node) => {
    p.write("try ");
    p.print(node.block);
    if (node.handler) {
      p.write(" catch ");
      if (node.handler.param) head(p, "", node.handler.param);
      p.print(node.handler.body);
    }
    if (node.finalizer) {
      p.write(" finally ");
      p.print(node.finalizer);
    }
  },
  WhileStatement: (p, node) => {
    head(p, "while", node.test);
    body(p, node.body);
  },
  DoWhileStatement: (p, node) => {
    p.write("do ");
    body(p, node.body);
    head(p, " while", node.test);
  },
  ForStatement: (p, node) => {
    p.write("for (");
    headPart(p, node.init);
    p.write("; ");
    if (node.test) p.print(node.test);
    p.write("; ");
    if (node.update) p.print(node.update);
    p.write(") ");
    body(p, node.body);
  },
  ForInStatement: forEach("in"),
  ForOfStatement: forEach("of"),
  ExportNamedDeclaration: (p, node) => {
    // Only in namespaces does it stand in what is printed, and there it makes a member.
    p.write("export ");
    if (node.declaration) p.print(node.declaration);
  },
  TSEnumDeclaration: (p, node) => {
    p.write((node.const ? "const enum " : "enum ") + (node === p.root ? "" : node.id.name + " "));
    p.block(node.body.members);
  },
  TSEnumMember: (p, node) => {
    p.write(JSON.stringify(node.id.name ?? node.id.value));
    if (node.initializer) {
      p.write(" = ");
      p.print(node.initializer);
    }
    p.write(",");
  },
  TSModuleDeclaration: (p, node) => {
    let name: Node = node.id;
    const path: string[] = [];
    for (; name.type === "TSQualifiedName"; name = name.left) path.unshift(name.right.name);
    if (node !== p.root) path.unshift(name.name);
    p.write(`namespace ${path.join(".")} `);
    p.block(node.body.body);
  },
  TSImportEqualsDeclaration: (p, node) => {
    p.write(node === p.root ? "import = " : `import ${node.id.name} = `);
    p.print(node.moduleReference);
  },
  TSQualifiedName: (p, node) => {
    p.print(node.left);
    p.write("." + node.right.name);
  },
};
