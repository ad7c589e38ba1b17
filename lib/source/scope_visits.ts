/** How nodes are visited that mean something for scopes. */

import { children, isTypeOnly, type Node } from "./ast.ts";
import type { ScopeBuilder } from "./build_scopes.ts";
import { Scope } from "./scope.ts";

/** Visits one type of node. */
export type Visit = (builder: ScopeBuilder, node: Node, scope: Scope) => void;

const skip: Visit = () => {};
const classes: Visit = (b, node, scope) => b.class(node, scope);
const loops: Visit = (b, node, scope) => b.loop(node, scope);
const changes: Visit = (b, node, scope) => {
  b.markTarget(node.left ?? node.argument);
  for (const child of children(node)) b.visit(child, scope);
};
const members: Visit = (b, node, scope) => {
  b.visit(node.object, scope);
  if (node.computed) b.visit(node.property, scope);
};

/** Nodes that declare names, or in which some identifiers are none; by type. */
export const SPECIAL: Readonly<Record<string, Visit>> = {
  Identifier: (b, node, scope) => b.refer(node, scope),
  MemberExpression: members,
  OptionalMemberExpression: members,
  AssignmentExpression: changes,
  UpdateExpression: changes,
  UnaryExpression: (b, node, scope) => {
    if (node.operator === "delete") b.markTarget(node.argument);
    b.visit(node.argument, scope);
  },
  ObjectProperty: (b, node, scope) => {
    if (node.computed) b.visit(node.key, scope);
    b.visit(node.value, scope);
  },
  VariableDeclaration: (b, node, scope) => {
    const kind = node.kind === "let" || node.kind === "var" ? node.kind : "const";
    for (const declarator of node.declarations as Node[]) {
      b.declarePattern(declarator.id, scope, { kind, node: declarator });
      if (declarator.init) b.visit(declarator.init, scope);
    }
  },
  ClassDeclaration: classes,
  ClassExpression: classes,
  BlockStatement: (b, node, scope) => b.block(node.body, node, scope),
  ForStatement: loops,
  ForInStatement: loops,
  ForOfStatement: loops,
  SwitchStatement: (b, node, scope) => {
    b.visit(node.discriminant, scope);
    b.block(node.cases, node, scope);
  },
  CatchClause: (b, node, scope) => {
    const inner = new Scope(node, scope, false);
    if (node.param) b.declarePattern(node.param, inner, { kind: "catch", node: node.param });
    b.visit(node.body, inner);
  },
  LabeledStatement: (b, node, scope) => b.visit(node.body, scope),
  BreakStatement: skip,
  ContinueStatement: skip,
  MetaProperty: skip,
  ImportDeclaration: (_b, node, scope) => {
    for (const specifier of node.specifiers as Node[]) {
      if (isTypeOnly(specifier)) continue;
      const source: string = node.source.value;
      scope.declare("import", { node: { ...specifier, source }, name: specifier.local });
    }
  },
  ExportNamedDeclaration: (b, node, scope) => {
    if (node.declaration) b.visit(node.declaration, scope);
  },
  ExportAllDeclaration: skip,
  ExportDefaultDeclaration: (b, node, scope) => {
    const value: Node = node.declaration;
    if (!value.id) {
      const name = { type: "Identifier", name: "*default*", start: node.start, end: node.start };
      scope.declare("default", { node: value, name });
    }
    b.visit(value, scope);
  },
  TSExportAssignment: (b, node, scope) => b.visit(node.expression, scope),
  TSImportEqualsDeclaration: (b, node, scope) => {
    scope.declare("const", { node, name: node.id });
    let root: Node = node.moduleReference;
    while (root.type === "TSQualifiedName") root = root.left;
    if (root.type === "Identifier") b.refer(root, scope);
  },
  TSEnumDeclaration: (b, node, scope) => {
    scope.declare("enum", { node, name: node.id });
    const inner = new Scope(node, scope, true);
    for (const member of node.body.members as Node[]) {
      if (member.id.type === "Identifier") {
        inner.declare("const", { node: member, name: member.id });
      }
      if (member.initializer) b.visit(member.initializer, inner);
    }
  },
  TSModuleDeclaration: (b, node, scope) => {
    let name: Node = node.id;
    while (name.type === "TSQualifiedName") name = name.left;
    if (name.type !== "Identifier") return;
    scope.declare("namespace", { node, name });
    b.visitAll(node.body.body, new Scope(node, scope, true));
  },
  JSXOpeningElement: (b, node, scope) => {
    let name: Node = node.name;
    while (name.type === "JSXMemberExpression") name = name.object;
    const isComponent = node.name.type === "JSXMemberExpression" ||
      /^[^a-z]/.test(name.name ?? "a");
    if (name.type === "JSXIdentifier" && isComponent) b.refer(name, scope);
    b.visitAll(node.attributes, scope);
  },
  JSXClosingElement: skip,
};
