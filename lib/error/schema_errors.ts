/** What goes wrong between values and the schemas of tasks. Pure constructors. */

import { MerklError } from "./merkl_error.ts";
import type { Place } from "./place.ts";

/** What a schema is of. */
export interface SchemaSubject {
  readonly task: string;
  /** The parameter; undefined for what the body returned. */
  readonly param: string | undefined;
  /** The task whose value it is. */
  readonly source?: string | undefined;
  /** Where the task is defined. */
  readonly place?: Place | undefined;
}

/** A value that its schema refuses. */
export interface Mismatch {
  /** Behind the parameter: `.lr`, `[3]`. */
  readonly path: string;
  /** In the schema's words. */
  readonly expected: string;
  readonly given: string;
  /** What else is wrong, in the same form: `.depth: expected a number`. */
  readonly more: readonly string[];
}

/** A value that doesn't fit. */
export function schemaMismatch(subject: SchemaSubject, mismatch: Mismatch): MerklError {
  const { path, expected, given, more } = mismatch;
  return new MerklError({
    name: "SchemaError",
    code: "schema-mismatch",
    message: `${nameOf(subject, path)} is ${given}, but its schema says: ${expected}`,
    hint: more.length === 0 ? undefined : `also ${more.join("; ")}`,
    ...placed(subject),
  });
}

/** Two tasks whose declared types can't both hold. */
export function schemasClash(
  subject: SchemaSubject,
  { path, expected, given }: { path: string; expected: string; given: string },
): MerklError {
  return new MerklError({
    name: "SchemaError",
    code: "schemas-clash",
    message:
      `${nameOf(subject, path)} is ${given} by the schema of ${subject.source}, but by its own ` +
      `schema it is ${expected}`,
    hint: "convert the value in a task between them, or correct one of the schemas",
    ...placed(subject),
  });
}

/** A schema that would hand on another value than it was given. */
export function schemaTransforms(subject: SchemaSubject, path: string): MerklError {
  return new MerklError({
    name: "SchemaError",
    code: "schema-transforms",
    message: `The schema would change ${
      lowered(nameOf(subject, path))
    }: schemas of tasks only check`,
    hint:
      "leave out defaults, conversions and the dropping of unknown properties, or do them in the body",
    ...placed(subject),
  });
}

/** An asynchronous schema where the answer is needed at once. */
export function schemaAsync(subject: SchemaSubject): MerklError {
  return new MerklError({
    name: "SchemaError",
    code: "schema-async",
    message: `The schema of ${lowered(nameOf(subject, ""))} is asynchronous`,
    hint: "arguments are checked at once: only `returns` may take its time",
    ...placed(subject),
  });
}

function nameOf({ task, param, source }: SchemaSubject, path: string): string {
  if (param === undefined) return `The value of ${task}${path === "" ? "" : ` at ${bare(path)}`}`;
  const from = source === undefined ? "" : ` (the value of ${source})`;
  return `Argument ${param}${path} of ${task}${from}`;
}

function bare(path: string): string {
  return path.startsWith(".") ? path.slice(1) : path;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function placed({ task, param, place }: SchemaSubject): { place?: Place; related?: Place[] } {
  if (place === undefined) return {};
  return param === undefined
    ? { place }
    : { related: [{ ...place, label: `${task} is defined here` }] };
}
