/** What is told of a module's exports, for whoever calls them from a command line. Types only. */

import type { Place } from "../error/place.ts";

/** A value that a type or default spells out. */
export type Literal = string | number | boolean | null;

/** A type, as far as it can be read without a type checker. */
export type TypeInfo =
  | { readonly kind: "string" | "number" | "boolean" | "bigint" | "date" }
  /** merkl's `Path`: a string that names a file. */
  | { readonly kind: "path" }
  /** A union of literals. */
  | { readonly kind: "choice"; readonly values: readonly Literal[] }
  | { readonly kind: "array"; readonly of: TypeInfo }
  /** Several of the kinds above but arrays, in the order in which a text should be tried on them. */
  | { readonly kind: "union"; readonly of: readonly TypeInfo[] }
  /** Anything else. `text`: as written in the source; empty if nothing is. */
  | { readonly kind: "json"; readonly text: string };

/** A piece of a source file, by its offsets in the text without a byte order mark. */
export interface SourceSpan {
  readonly file: string;
  readonly span: readonly [start: number, end: number];
}

/** One property of a parameter that takes named options. */
export interface OptionInfo {
  /** The property's name. */
  readonly name: string;
  /** Where the function names it; else the whole parameter. */
  readonly at?: SourceSpan;
  readonly type: TypeInfo;
  /** Whether a call may leave it out. */
  readonly optional: boolean;
  /** Source text of its default. */
  readonly default?: string;
  readonly doc?: string;
  /**
   * Its default, or that it may be left out, belongs to the parameter as a whole, and so is gone as
   * soon as one of the options is given.
   */
  readonly whole?: {
    /** The function needs it then. */
    readonly needed: boolean;
    /** Value of the default, if it is made of literals. */
    readonly value?: unknown;
  };
}

/** One parameter of an exported function. */
export interface ParamInfo {
  /** Its name; for a destructuring pattern `arg2` (its 0-based position). */
  readonly name: string;
  /** Where it stands. */
  readonly at?: SourceSpan;
  /** `options`: the last parameter, an object whose properties are given by name. */
  readonly kind: "positional" | "rest" | "options";
  /** Of a rest parameter: that of one item. */
  readonly type: TypeInfo;
  readonly optional: boolean;
  /** Source text of its default. */
  readonly default?: string;
  readonly doc?: string;
  /** Of the kind `options`. */
  readonly options?: readonly OptionInfo[];
}

/** One exported name that is no type. */
export interface ExportInfo {
  /** `default` for the default export. */
  readonly name: string;
  /** `other`: no function, or one that a call of something else than merkl makes. */
  readonly kind: "function" | "task" | "pipeline" | "batch" | "other";
  /** The description in its doc comment. */
  readonly doc?: string;
  /** Where it is declared; undefined if its module can't be read. */
  readonly place?: Place;
  /** Undefined if no function was found in the source. */
  readonly params?: readonly ParamInfo[];
  /** The parameters as written, in one line: `(path: Path, { lr = 0.1 } = {})`; else empty. */
  readonly signature: string;
}
