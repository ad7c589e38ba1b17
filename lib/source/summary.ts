/**
 * What is remembered of a source file, as JSON: enough to locate functions and to follow what they
 * depend on without parsing the file again. Types only. Offsets are UTF-16 units in the text
 * without byte order mark.
 */

import type { ClassShape } from "./class_shape.ts";
import type { NamedFiles } from "./named_files.ts";
import type { Param } from "./types.ts";
import type { CodeUses } from "./use_types.ts";

/** Start and end offset. */
export type Span = readonly [number, number];

/** Something that a canonical text refers to. `at`: where it is first used. */
export type Ref =
  /** A binding of the same file, by index; `member`: of a namespace import, that member of it. */
  | { readonly kind: "binding"; readonly id: number; readonly member?: string; readonly at: Span }
  /** A whole module: `import("./x.ts")`. */
  | { readonly kind: "module"; readonly specifier: string; readonly at: Span }
  /** A file: `new URL("./x", import.meta.url)`. */
  | { readonly kind: "asset"; readonly path: string; readonly at: Span }
  /** The function or class itself, by its own inner name. */
  | { readonly kind: "self"; readonly at: Span };

/** What code may read that its text does not tell. */
export type ReadKind = "env" | "clock" | "random" | "outside" | "await";

/** A read of something that is not in the source. */
export interface Read {
  readonly kind: ReadKind;
  /** As shown to people: `Deno.env.get("HOME")`. */
  readonly what: string;
  /** Name of the environment variable, if it is a literal. */
  readonly env?: string;
  readonly at: Span;
}

/** A call that is made when a value is computed. */
export interface Call {
  /** Index in the node's `refs`; -1 if a built-in or a value is called. */
  readonly ref: number;
  /** Names after it: `b` in `a.b()`. */
  readonly path: readonly string[];
  /** References handed over: functions that may be called. */
  readonly args: readonly number[];
  /** A function literal is handed over. */
  readonly inline: boolean;
  /** It's made in a function that is handed to another call, or called on the spot: its index. */
  readonly within?: number;
  readonly at: Span;
}

/** A call whose name says that it reads. */
export interface NamedCall {
  /** Index in the node's `refs`: it reads if that is of a package. */
  readonly ref: number;
  readonly what: string;
  readonly at: Span;
}

/** What stands in code, but isn't run with it, or by a call of it: what it gives away. */
export interface KeptCode {
  /** Where. */
  readonly spans: readonly Span[];
  /** References that stand elsewhere, as well. */
  readonly live: readonly number[];
  /** Of a class: the reference that it extends. */
  readonly base?: number;
}

/** Code that can't be followed, equal in every call. */
export interface Odd {
  readonly kind: "computed-import" | "eval";
  readonly at: Span;
}

/** A file or folder that code names. */
export interface NamedFile {
  /** Relative to the folder of the module. */
  readonly path: string;
  readonly at: Span;
}

/** A piece of code that is hashed as a unit. */
export interface CodeNode extends CodeUses, NamedFiles {
  readonly texts: readonly string[];
  readonly order: readonly number[];
  readonly refs: readonly Ref[];
  readonly span: Span;
  /** Reads made when the value is computed. */
  readonly reads: readonly Read[];
  /** Reads made in functions of it. */
  readonly bodyReads: readonly Read[];
  /** Calls of bindings made when the value is computed. */
  readonly calls: readonly Call[];
  /** Calls in functions of it that are named for reading, of members of imported names. */
  readonly named?: readonly NamedCall[];
  /** It has JSX, and the settings of the project say what that is compiled to. */
  readonly jsx?: true;
  /** It has accessors: naming a member of its value may run them. */
  readonly getters?: true;
  readonly odd: readonly Odd[];
  readonly kept?: KeptCode;
  /** `this`, `super`, `arguments` or `new.target` of an enclosing function. */
  readonly receiver?: { readonly name: string; readonly at: Span };
}

/** Return statements as `outs: "infer"` sees them. */
export type OutsSummary =
  | { readonly kind: "tuple"; readonly length: number }
  | { readonly kind: "record"; readonly keys: readonly string[] }
  | { readonly kind: "none"; readonly why: string; readonly at: Span };

/** What is known of a function besides its code. */
export interface FunctionInfo {
  readonly params: readonly Param[];
  readonly signature: string;
  readonly outs: OutsSummary;
  /** As `fn.length` counts. */
  readonly length: number;
  readonly async: boolean;
  readonly generator: boolean;
  readonly span: Span;
  /** The name that its text gives it; not one of what it is bound to. */
  readonly id?: string;
  /** Hash of its canonical text with all names in it, by which it is known again at run time. */
  readonly text: string;
  /** What JavaScript shows of it has another text: it has JSX, a const enum or the like. */
  readonly rewritten?: true;
  /** Of a class of which JavaScript shows another text. */
  readonly shape?: ClassShape;
}

/** A name of a file: all of the module's, and those of functions that tasks capture. */
export interface FileBinding {
  readonly name: string;
  readonly kind: "import" | "function" | "class" | "constant" | "variable" | "enum" | "opaque";
  readonly span: Span;
  /** Of an import: specifier and exported name, `*` for the namespace. */
  readonly from?: readonly [string, string];
  /** Of an opaque one, what it is: `a parameter`, `a loop variable`, … */
  readonly why?: string;
  readonly node?: CodeNode;
  readonly fn?: FunctionInfo;
  /** Functions that are members of it, by name. */
  readonly members?: Readonly<Record<string, FunctionInfo>>;
  /** Its value is just another binding (`const a = b`). */
  readonly alias?: number;
  /** It's one of the names of a pattern. */
  readonly part?: true;
  /** Its value is the result of calling this: index in `node.calls`. */
  readonly made?: number;
  /** Options of a task that are its value. */
  readonly options?: ObjectArg;
  /** Its value is a text, a number, …: it has no content; or an object with built-in methods only. */
  readonly value?: "plain" | "builtin";
  /** Of a constant of a function: what may change its content. */
  readonly risks?: readonly Risk[];
  /** Statements of the module in which it is declared: indices of `statements`. */
  readonly changedBy?: readonly number[];
  /** It, or a member of it, is assigned somewhere in the file after its declaration. */
  readonly replaced?: true;
  /** A function assigns it. */
  readonly assignedAt?: Span;
  /** That function keeps in it what it has computed. */
  readonly remembered?: true;
  /** Offset after which a variable keeps its value; -1 if functions may assign it at any time. */
  readonly lastWrite?: number;
  /** Of a class or an object: methods that change what they are called on. */
  readonly changing?: readonly string[];
  /** Index of the scope, for names that are not the module's: not at module level. */
  readonly inner?: true;
}

/** Something that may change the content of a constant of a function. */
export interface Risk {
  /** What it's handed to, and as which argument. */
  readonly to: Ref;
  readonly arg?: number;
  readonly each?: true;
  readonly member?: string;
  /** It's done in a function that is handed to this, as which argument. */
  readonly within?: readonly [to: Ref, arg?: number];
}

/** What is handed to a call, as far as it may be a task's function or its options. */
export type Arg =
  | { readonly kind: "function"; readonly node: CodeNode; readonly fn: FunctionInfo }
  | NamedArg
  | ObjectArg
  | { readonly kind: "other" };

/** A name of the file, or a member of what it names. */
export interface NamedArg {
  readonly kind: "name";
  readonly ref: Extract<Ref, { kind: "binding" }>;
  readonly path: readonly string[];
  /** It is what a function was called with: which parameter, and where that function starts. */
  readonly param?: { readonly index: number; readonly of: number };
}

/** An object literal, or an array literal with its indices as keys. */
export interface ObjectArg {
  readonly kind: "object";
  /** The properties that surely have these values. Of a task's options only those that matter. */
  readonly members: readonly (readonly [string, Arg])[];
  /** What other properties are taken from. */
  readonly spread?: Arg;
}

/** A call in whose arguments a function may be found, or, with `calleeEnd` -1, just a function. */
export interface Site {
  readonly start: number;
  readonly calleeEnd: number;
  readonly callee?: NamedArg;
  /** The arguments before a spread one. */
  readonly args: readonly Arg[];
  /** There is a spread argument. */
  readonly open?: true;
  /** Where the function starts in which the call stands. */
  readonly inside?: number;
  /** The name that its result is bound to. */
  readonly binding?: string;
  readonly moduleLevel: boolean;
  /** It may be a `batch(task, fn)` of the module. */
  readonly batch?: MaybeBatch;
}

/** A call of an imported name at the top level, with a name of the module and a function. */
export interface MaybeBatch {
  /** What is called. */
  readonly callee: Extract<Ref, { kind: "binding" }>;
  /** The first argument as written: `render`, `tasks.render`. */
  readonly single: string;
}

/** Where an exported name comes from. */
export type ExportTarget =
  | { readonly id: number }
  | { readonly from: string; readonly name: string };

/** A parsed source file. */
export interface FileSummary {
  readonly bindings: readonly FileBinding[];
  readonly exports: Readonly<Record<string, ExportTarget>>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  /** Specifiers of all modules that it loads, in their order. */
  readonly imports: readonly string[];
  /** Specifiers of bare imports. */
  readonly bare: readonly (readonly [string, Span])[];
  /** Statements of the module that are no declarations. */
  readonly statements: readonly CodeNode[];
  readonly sites: readonly Site[];
  /** Why the file could not be parsed. */
  readonly error?: { readonly message: string; readonly at: number };
}
