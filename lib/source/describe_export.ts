/** What a module exports, told without running it or checking its types. */

import type { AbsPath } from "../util/path.ts";
import type { ExportInfo, ParamInfo } from "./export_info.ts";
import type { ValueDecl } from "./outline.ts";
import { type Found, type OutlineDeps, Outlines } from "./outlines.ts";
import { paramInfos } from "./param_info.ts";
import { TypeReader } from "./type_info.ts";
import type { ValueExpr } from "./value_expr.ts";

/**
 * Describes the exports of a module that are no types, in the order in which they stand there, those
 * of `export *` last. A file that can't be read or parsed has none. Files are parsed only if the memo
 * does not know their content.
 */
export function describeExports(file: AbsPath, deps: OutlineDeps): ExportInfo[] {
  const outlines = new Outlines(deps);
  const describer = new Describer(outlines, new TypeReader(outlines));
  return outlines.exportNames(file).flatMap((name) => describer.describe(file, name) ?? []);
}

/** A function's parameters, and what of merkl's wraps it. */
interface FunctionInfo {
  readonly kind: ExportInfo["kind"];
  readonly params?: readonly ParamInfo[];
  readonly signature: string;
  readonly doc?: string | undefined;
}

const NONE: FunctionInfo = { kind: "other", signature: "" };

const WRAPPERS: ReadonlySet<string> = new Set(["task", "pipeline", "batch"]);

class Describer {
  constructor(readonly outlines: Outlines, readonly types: TypeReader) {}

  /** Undefined for a type. */
  describe(file: AbsPath, name: string): ExportInfo | undefined {
    const found = this.outlines.exportedValue(file, name);
    if (found.kind !== "local") return this.#elsewhere(file, name);
    const { it: decl, file: home } = found;
    const { kind, params, signature, doc } = this.#declared(decl, home, new Set([decl]));
    return {
      name,
      kind,
      ...(doc === undefined ? {} : { doc }),
      place: { file: home, ...decl.at },
      ...(params ? { params } : {}),
      signature,
    };
  }

  /** An export that another module makes which can't be read: a value, if it is not said to be a type. */
  #elsewhere(file: AbsPath, name: string): ExportInfo | undefined {
    const target = this.outlines.get(file)?.exports[name];
    if (!target || "local" in target && this.outlines.type(file, target.local).kind === "local") {
      return undefined;
    }
    if ("typeOnly" in target) {
      const { kind } = this.outlines.type(file, name);
      if (target.typeOnly || kind === "local") return undefined;
    }
    return { name, kind: "other", place: { file, ...target.at }, signature: "" };
  }

  #declared(decl: ValueDecl, file: AbsPath, seen: ReadonlySet<ValueDecl>): FunctionInfo {
    const info = this.#value(decl.value, file, seen);
    return { ...info, doc: decl.doc ?? info.doc };
  }

  #value(value: ValueExpr, file: AbsPath, seen: ReadonlySet<ValueDecl>): FunctionInfo {
    switch (value.v) {
      case "function":
        return {
          kind: "function",
          params: paramInfos(value.params, file, this.types),
          signature: value.signature,
        };
      case "name":
        return this.#found(this.outlines.value(file, value.name), seen);
      case "call": {
        const callee = this.outlines.value(file, value.callee);
        if (callee.kind !== "merkl" || !WRAPPERS.has(callee.name)) return NONE;
        const inner = value.last ? this.#value(value.last, file, seen) : NONE;
        return { ...inner, kind: callee.name as ExportInfo["kind"] };
      }
      case "other":
        return NONE;
    }
  }

  #found(found: Found<ValueDecl>, seen: ReadonlySet<ValueDecl>): FunctionInfo {
    if (found.kind !== "local" || seen.has(found.it)) return NONE;
    return this.#declared(found.it, found.file, new Set([...seen, found.it]));
  }
}
