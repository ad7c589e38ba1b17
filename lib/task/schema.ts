/** Schemas at work: constants when a task is called, other values when they exist. */

import {
  schemaAsync,
  schemaMismatch,
  schemasClash,
  type SchemaSubject,
  schemaTransforms,
} from "../error/schema_errors.ts";
import { badOption } from "../error/task_errors.ts";
import { isFuture, NODE, taskName } from "../graph/future.ts";
import type { CallNode } from "../graph/node.ts";
import type { TaskInfo } from "../graph/task_info.ts";
import { findFutures } from "../graph/walk.ts";
import { difference, pathStep } from "../util/difference.ts";
import { listed, shorten } from "../util/text.ts";
import { clashOf } from "./schema_clash.ts";
import type { SchemaIssue, SchemaResult, StandardSchema, TaskSchema } from "./schema_types.ts";

const LONGEST = 60;

/** Of all that is wrong with a value, so much is told. */
const MOST_ISSUES = 4;

/** What `schema` takes, if this isn't it. */
export function expectedSchema(value: unknown): string | undefined {
  const expected = "{ args, returns } of schemas that follow Standard Schema";
  if (typeof value !== "object" || value === null) return expected;
  const { args, returns, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return expected;
  if (returns !== undefined && !isSchema(returns)) return expected;
  if (args === undefined) return undefined;
  if (typeof args !== "object" || args === null || isSchema(args)) return expected;
  const all = Array.isArray(args) ? [...args] : Object.values(args);
  return all.every((one) => one === undefined || isSchema(one)) ? undefined : expected;
}

function isSchema(value: unknown): value is StandardSchema {
  if (typeof value !== "function" && (typeof value !== "object" || value === null)) return false;
  const standard = (value as Partial<StandardSchema>)["~standard"];
  return typeof standard === "object" && typeof standard?.validate === "function";
}

/**
 * Checks the arguments of a call that are there already; of Futures what their tasks declare.
 *
 * @throws {MerklError} `schema-mismatch`, `schemas-clash`, `schema-transforms`, `schema-async`
 */
export function checkCall(
  schema: TaskSchema,
  { info, args }: Pick<CallNode, "info" | "args">,
): void {
  args.forEach((arg, i) => {
    const one = schemaAt(schema, info, i);
    if (one === undefined) return;
    if (isFuture(arg)) compareDeclared(one, arg, subjectOf(info, i, arg));
    else if (findFutures(arg).length === 0) checkNow(one, arg, subjectOf(info, i, arg));
  });
}

/** Checks what a body is about to be given in the places of Futures. */
export function checkArguments(
  schema: TaskSchema,
  { info, args }: CallNode,
  values: readonly unknown[],
): void {
  args.forEach((arg, i) => {
    const one = schemaAt(schema, info, i);
    if (one === undefined || findFutures(arg).length === 0) return;
    checkNow(one, values[i], subjectOf(info, i, arg));
  });
}

/**
 * Checks what a body returned.
 *
 * @throws {MerklError} `schema-mismatch`, `schema-transforms`
 */
export async function checkReturned(
  schema: TaskSchema,
  { info }: CallNode,
  value: unknown,
): Promise<void> {
  if (schema.returns === undefined) return;
  const subject = { task: info.name, param: undefined, place: info.place };
  judge(await schema.returns["~standard"].validate(value), value, subject);
}

function schemaAt({ args }: TaskSchema, info: TaskInfo, i: number): StandardSchema | undefined {
  if (args === undefined) return undefined;
  if (Array.isArray(args)) return (args as readonly StandardSchema[])[i];
  const names = info.params.map((param) => param.name);
  const unknown = Object.keys(args).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const expected = names.length === 0 ? "a list of schemas" : `names among ${listed(names)}`;
    throw badOption("schema.args", expected, JSON.stringify(unknown));
  }
  const name = names[i] ?? (info.params.at(-1)?.rest === true ? names.at(-1) : undefined);
  return name === undefined ? undefined : (args as Readonly<Record<string, StandardSchema>>)[name];
}

function subjectOf(info: TaskInfo, i: number, arg: unknown): SchemaSubject {
  const { name: task, params, place } = info;
  const rest = params.at(-1)?.rest === true && i >= params.length - 1;
  const param = rest
    ? `${params.at(-1)!.name}[${i - params.length + 1}]`
    : params[i]?.name ?? `${i + 1}`;
  const source = isFuture(arg) ? taskName(arg[NODE]) : undefined;
  return { task, param, source, place };
}

function compareDeclared(
  takes: StandardSchema,
  future: { readonly [NODE]: unknown; readonly outKey: CallNode["outs"][number] },
  subject: SchemaSubject,
): void {
  const node = future[NODE] as CallNode | { readonly kind: "input" };
  const returns = node.kind === "call" ? node.info.definition.options.schema?.returns : undefined;
  const clash = returns && clashOf(returns, future.outKey, takes);
  if (clash !== undefined) throw schemasClash(subject, clash);
}

function checkNow(schema: StandardSchema, value: unknown, subject: SchemaSubject): void {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    // what becomes of it is of no interest any more
    result.catch(() => {});
    throw schemaAsync(subject);
  }
  judge(result, value, subject);
}

function judge(result: SchemaResult, value: unknown, subject: SchemaSubject): void {
  if (result.issues !== undefined) {
    const [first, ...rest] = result.issues;
    const path = first === undefined ? [] : pathOf(first);
    throw schemaMismatch(subject, {
      path: path.map(pathStep).join(""),
      expected: first?.message ?? "it does not fit",
      given: shown(path.reduce<unknown>(partOf, value)),
      more: rest.slice(0, MOST_ISSUES - 1)
        .map((issue) => `${pathOf(issue).map(pathStep).join("")}: ${issue.message}`),
    });
  }
  const changed = difference(value, result.value);
  if (changed !== undefined) throw schemaTransforms(subject, changed);
}

function pathOf({ path = [] }: SchemaIssue): PropertyKey[] {
  return path.map((step) => typeof step === "object" ? step.key : step);
}

function partOf(whole: unknown, step: PropertyKey): unknown {
  if (whole instanceof Map) return whole.get(step);
  return whole === null || whole === undefined
    ? undefined
    : (whole as Record<PropertyKey, unknown>)[step];
}

function shown(value: unknown): string {
  const text = Deno.inspect(value, {
    depth: 2,
    iterableLimit: 5,
    compact: true,
    breakLength: Infinity,
  });
  return shorten(text, LONGEST);
}
