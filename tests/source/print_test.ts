/** The canonical form says all that the code does: it can be read back. */

import assert from "node:assert/strict";
import type { Node } from "../../lib/source/ast.ts";
import { parseModule } from "../../lib/source/parse.ts";
import { canonical } from "../../lib/source/print.ts";

const print = (node: Node) => canonical([{ node }], () => undefined).texts[0]!;

/** Forms that the canonical text writes in a way of its own. */
const OWN_FORM = /\benum\b|\bnamespace\b|constructor\(.*this\.|<[a-z>]/;

function sources(): URL[] {
  const folders = ["./corpus/", "./corpus/shared/", "../../lib/source/", "../../lib/util/"];
  return folders.flatMap((folder) => {
    const url = new URL(folder, import.meta.url);
    return [...Deno.readDirSync(url)].filter((e) => e.name.endsWith(".ts")).map((e) =>
      new URL(e.name, url)
    );
  });
}

Deno.test("a canonical text that is parsed and printed again is the same", () => {
  let count = 0;
  for (const url of sources()) {
    for (const statement of parseModule(Deno.readTextFileSync(url), url.pathname).body as Node[]) {
      const node: Node = statement.declaration ?? statement;
      if (/^(?:Import|Export|TS)|Expression$/.test(node.type)) continue;
      const text = print(node);
      if (OWN_FORM.test(text)) continue;
      // The name of a function or class is left out: then it is an expression.
      const isNamed = node.type === "FunctionDeclaration" || node.type === "ClassDeclaration";
      const [again] = parseModule(isNamed ? `(${text})` : text, "x.ts").body as Node[];
      assert.equal(print(isNamed ? again!.expression : again!), text);
      count++;
    }
  }
  assert.ok(count > 200, `${count} statements`);
});

Deno.test("layout of a canonical text is for people", () => {
  const text = "if (a) b(); else { for (const x of [1,2]) { switch (x) { case 1: c(x) } } }";
  const [statement] = parseModule(text, "x.ts").body as Node[];
  assert.equal(
    print(statement!),
    "if (a) {\n  b();\n} else {\n  for (const x of [1, 2]) {\n    switch (x) {\n      case 1:\n        c(x);\n    }\n  }\n}",
  );
});

Deno.test("a node of a type that is not known counts with all that it holds", () => {
  const unknown = (name: string) => ({
    type: "NewThing",
    start: 0,
    end: 1,
    async: true,
    body: { type: "Identifier", start: 0, end: 1, name },
  });
  assert.equal(print(unknown("a")), "<NewThing async=true body=a>");
  assert.notEqual(print(unknown("a")), print(unknown("b")));
});
