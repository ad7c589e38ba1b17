/** Canonical text of expressions and patterns. */

import { type Node, unwrap } from "./ast.ts";
import type { Print, Printer } from "./print.ts";

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

/** Prints the key of a property or member. */
export function printKey(p: Printer, node: Node): void {
  const key: Node = node.key;
  if (node.computed) {
    p.write("[");
    p.print(key);
    p.write("]");
  } else if (key.type === "Identifier") p.write(key.name);
  else if (key.type === "StringLiteral" && PLAIN_NAME.test(key.value)) p.write(key.value);
  else p.print(key);
}

/** Prints parameters and body of a function or method. */
export function printCallable(p: Printer, node: Node): void {
  p.write("(");
  p.list(
    (node.params as Node[]).filter((param) => param.type !== "Identifier" || param.name !== "this"),
  );
  p.write(") ");
  p.print(node.body);
}

/** `async`, `*` and the like before the key of a method. */
export function printMethodHead(p: Printer, node: Node): void {
  if (node.async) p.write("async ");
  if (node.kind === "get" || node.kind === "set") p.write(node.kind + " ");
  if (node.generator) p.write("*");
  printKey(p, node);
}

/** Prints `function` and classes' own names, save that of the root. */
export function printOwnName(p: Printer, node: Node): void {
  if (node.id && node !== p.root) p.write(" " + node.id.name);
}

const fn: Print = (p, node) => {
  p.write((node.async ? "async " : "") + "function" + (node.generator ? "*" : ""));
  printOwnName(p, node);
  printCallable(p, node);
};

const binary: Print = (p, node) => {
  p.operand(node.left);
  p.write(` ${node.operator} `);
  p.operand(node.right);
};

const member: Print = (p, node) => {
  const object = unwrap(node.object);
  const continues = node.type === "OptionalMemberExpression" && object.type.startsWith("Optional");
  if (object.type === "NumericLiteral") {
    p.write("(");
    p.print(object);
    p.write(")");
  } else if (continues) p.print(object);
  else p.operand(object);
  if (node.computed) {
    p.write(node.optional ? "?.[" : "[");
    p.print(node.property);
    p.write("]");
  } else {
    p.write(node.optional ? "?." : ".");
    if (node.property.type === "Identifier") p.write(node.property.name);
    else p.print(node.property);
  }
};

const call: Print = (p, node) => {
  const callee = unwrap(node.callee);
  const continues = node.type === "OptionalCallExpression" && callee.type.startsWith("Optional");
  if (continues) p.print(callee);
  else p.operand(callee);
  p.write(node.optional ? "?.(" : "(");
  p.list(node.arguments);
  p.write(")");
};

function isPlainCallee(callee: Node): boolean {
  let at = unwrap(callee);
  while (at.type === "MemberExpression") at = unwrap(at.object);
  return at.type === "Identifier" || at.type === "ThisExpression";
}

const template: Print = (p, node) => {
  p.write("`");
  (node.quasis as Node[]).forEach((quasi, i) => {
    p.write(quasi.value.raw.replace(/\r\n?/g, "\n"));
    const expression: Node | undefined = node.expressions[i];
    if (!expression) return;
    p.write("${");
    p.print(expression);
    p.write("}");
  });
  p.write("`");
};

const spread: Print = (p, node) => {
  p.write("...");
  p.operand(node.argument);
};

const braces: Print = (p, node) => {
  p.write("{");
  p.list(node.properties);
  p.write("}");
};

const brackets: Print = (p, node) => {
  p.write("[");
  p.list(node.elements);
  // A hole at the end is one comma more.
  if (node.elements.length > 0 && node.elements.at(-1) === null) p.write(",");
  p.write("]");
};

const assignment: Print = (p, node) => {
  p.print(node.left);
  p.write(` ${node.operator ?? "="} `);
  p.print(node.right);
};

/** Expressions and patterns, by type of node. */
export const EXPRESSIONS: Readonly<Record<string, Print>> = {
  Identifier: (p, node) => p.write(node.name),
  PrivateName: (p, node) => p.write("#" + node.id.name),
  StringLiteral: (p, node) => p.write(JSON.stringify(node.value)),
  NumericLiteral: (p, node) => p.write(String(node.value)),
  BigIntLiteral: (p, node) => p.write(`${BigInt(node.value)}n`),
  BooleanLiteral: (p, node) => p.write(String(node.value)),
  NullLiteral: (p) => p.write("null"),
  RegExpLiteral: (p, node) => p.write(`/${node.pattern}/${[...node.flags].sort().join("")}`),
  ThisExpression: (p) => p.write("this"),
  Super: (p) => p.write("super"),
  Import: (p) => p.write("import"),
  MetaProperty: (p, node) => p.write(`${node.meta.name}.${node.property.name}`),
  TemplateLiteral: template,
  TaggedTemplateExpression: (p, node) => {
    p.operand(node.tag);
    p.print(node.quasi);
  },
  ArrayExpression: brackets,
  ArrayPattern: brackets,
  ObjectExpression: braces,
  ObjectPattern: braces,
  ObjectProperty: (p, node) => {
    // `{ __proto__ }` makes a property, `{ __proto__: x }` sets the prototype.
    if (node.shorthand && node.key.name === "__proto__") p.write('["__proto__"]');
    else printKey(p, node);
    p.write(": ");
    p.print(node.value);
  },
  ObjectMethod: (p, node) => {
    printMethodHead(p, node);
    printCallable(p, node);
  },
  SpreadElement: spread,
  RestElement: spread,
  AssignmentPattern: assignment,
  AssignmentExpression: assignment,
  TSParameterProperty: (p, node) => {
    p.write("this.");
    p.print(node.parameter);
  },
  FunctionExpression: fn,
  FunctionDeclaration: fn,
  ArrowFunctionExpression: (p, node) => {
    p.write((node.async ? "async " : "") + "(");
    p.list(node.params);
    p.write(") => ");
    if (node.body.type === "BlockStatement") p.print(node.body);
    else {
      const body = unwrap(node.body);
      const needsParens = body.type === "ObjectExpression" || body.type === "SequenceExpression";
      p.write(needsParens ? "(" : "");
      p.print(body);
      p.write(needsParens ? ")" : "");
    }
  },
  UnaryExpression: (p, node) => {
    p.write(node.operator + (/\w/.test(node.operator) ? " " : ""));
    p.operand(node.argument);
  },
  UpdateExpression: (p, node) => {
    if (node.prefix) p.write(node.operator);
    p.operand(node.argument);
    if (!node.prefix) p.write(node.operator);
  },
  BinaryExpression: binary,
  LogicalExpression: binary,
  ConditionalExpression: (p, node) => {
    p.operand(node.test);
    p.write(" ? ");
    p.operand(node.consequent);
    p.write(" : ");
    p.operand(node.alternate);
  },
  SequenceExpression: (p, node) => {
    p.write("(");
    p.list(node.expressions);
    p.write(")");
  },
  MemberExpression: member,
  OptionalMemberExpression: member,
  CallExpression: call,
  OptionalCallExpression: call,
  NewExpression: (p, node) => {
    const plain = isPlainCallee(node.callee);
    p.write(plain ? "new " : "new (");
    p.print(node.callee);
    p.write(plain ? "(" : ")(");
    p.list(node.arguments);
    p.write(")");
  },
  ImportExpression: (p, node) => {
    p.write("import(");
    p.list(node.options ? [node.source, node.options] : [node.source]);
    p.write(")");
  },
  AwaitExpression: (p, node) => {
    p.write("await ");
    p.operand(node.argument);
  },
  YieldExpression: (p, node) => {
    p.write(node.delegate ? "yield* " : "yield ");
    if (node.argument) p.operand(node.argument);
  },
};
