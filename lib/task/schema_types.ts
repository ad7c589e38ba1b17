/** Standard Schema (https://standardschema.dev), version 1, as far as merkl needs it. Types only. */

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?:
    | readonly (PropertyKey | { readonly key: PropertyKey })[]
    | undefined;
}

/** What checking a value gives. */
export type SchemaResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** A schema of zod, valibot, arktype or any other library that follows the standard. */
export interface StandardSchema<Value = unknown> {
  /** What the standard asks for. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    readonly types?: { readonly input: Value; readonly output: unknown } | undefined;
    /** The same type as JSON Schema, of libraries that can write it. */
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: "draft-2020-12" }) => unknown;
      readonly output: (options: { readonly target: "draft-2020-12" }) => unknown;
    };
  };
}

/** What is checked at run time; nothing of it is in the key. */
export interface TaskSchema<Args extends readonly unknown[] = readonly unknown[], Value = unknown> {
  /**
   * By position, or by the parameter's name. Constants are checked when the task is called, values
   * of Futures before the body runs.
   */
  readonly args?:
    | { readonly [Position in keyof Args]?: StandardSchema<Args[Position]> | undefined }
    | Readonly<Record<string, StandardSchema>>
    | undefined;
  /** Of what the body returns, awaited; it may be asynchronous. */
  readonly returns?: StandardSchema<Value> | undefined;
}
