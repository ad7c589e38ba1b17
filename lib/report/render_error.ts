/** An error as text for people: where, what, the lines of code, and what to do. */

import { codeFrame } from "../error/code_frame.ts";
import { isMerklError, type MerklError } from "../error/merkl_error.ts";
import type { Place } from "../error/place.ts";
import { reasonOf } from "../error/reason.ts";
import { type UserFrame, userFrames } from "../error/user_frames.ts";
import { displayPath } from "../util/path.ts";
import { type Painter, painter } from "./color.ts";

export interface RenderOptions {
  /** Colour it. @default {false} */
  readonly color?: boolean;
  /** Show whole stacks, merkl's own frames included. @default {false} */
  readonly verbose?: boolean;
  /** Paths are shown relative to this folder. @default {Deno.cwd()} */
  readonly cwd?: string;
  /** The text of a file of the user; undefined if it can't be had. Default: from disk. */
  readonly readSource?: (file: string) => string | undefined;
  /** Columns of the terminal: lines of code are cut to them. @default wide enough */
  readonly columns?: number | undefined;
}

/** A frame without what surrounds its line: of places that only explain. */
const ONE_LINE = { before: 0, after: 0 };
/** User frames shown of an error that isn't merkl's. */
const FRAMES = 8;
/** Causes of causes: enough to see where it began. */
const DEPTH = 5;

interface Context {
  readonly paint: Painter;
  readonly verbose: boolean;
  readonly cwd: string;
  readonly readSource: (file: string) => string | undefined;
  readonly columns: number | undefined;
}

/**
 * The error as text without a final line break. A MerklError: `file:line:col message`, its code
 * frame, related places, hint and causes. Any other: its message with the user's own frames.
 */
export function renderError(error: unknown, options: RenderOptions = {}): string {
  return render(error, {
    paint: painter(options.color ?? false),
    verbose: options.verbose ?? false,
    cwd: options.cwd ?? Deno.cwd(),
    readSource: options.readSource ?? readFromDisk,
    columns: options.columns,
  }, 0);
}

function render(error: unknown, context: Context, depth: number): string {
  const parts = isMerklError(error) ? merklParts(error, context) : foreignParts(error, context);
  if (depth === DEPTH || !(error instanceof Error)) return parts.join("\n\n");
  if (error instanceof AggregateError) {
    for (const one of error.errors.slice(0, FRAMES)) {
      parts.push(indent(render(one, context, depth + 1)));
    }
  }
  if (error.cause !== undefined && quotedCause(error) === undefined && !quotesValue(error)) {
    parts.push(`${context.paint.dim("caused by:")} ${render(error.cause, context, depth + 1)}`);
  }
  return parts.join("\n\n");
}

/** The cause if the error's message quotes it, so that it need not be said again. */
function quotedCause(error: Error): Error | undefined {
  const { cause } = error;
  return cause instanceof Error && cause !== error && cause.message !== "" &&
      error.message.includes(reasonOf(cause).split("\n")[0]!.trim())
    ? cause
    : undefined;
}

/** Whether the error's message has all of the value that was thrown instead of an error. */
function quotesValue({ cause, message }: Error): boolean {
  return !(cause instanceof Error) && message.includes(Deno.inspect(cause));
}

/** Where the cause that an error quotes comes from. */
function quotedParts(error: MerklError, context: Context): string[] {
  const cause = quotedCause(error);
  if (cause === undefined) return [];
  const frames = isMerklError(cause) ? [] : userFrames(cause.stack ?? "");
  const place = isMerklError(cause) ? cause.place : frames[0];
  const parts = place === undefined || isSameLine(place, error.place)
    ? []
    : [relatedPart({ ...place, label: "thrown here" }, context)];
  if (context.verbose) return [...parts, ...wholeStack(cause, context)];
  return frames.length > 1 ? [...parts, frameList(frames, context)] : parts;
}

/** A place that explains, with its line. */
function relatedPart(place: Place, context: Context): string {
  const label = place.label === undefined ? "" : ` ${place.label}`;
  const frame = frameOf({ ...place, label: "" }, context, ONE_LINE);
  return [context.paint.cyan(shown(place, context)) + label, ...frame].join("\n");
}

function isSameLine(a: Place, b: Place | undefined): boolean {
  return a.file === b?.file && a.line === b.line;
}

function merklParts(error: MerklError, context: Context): string[] {
  const { paint } = context;
  const head = error.place === undefined
    ? paint.red("error:")
    : paint.cyan(shown(error.place, context));
  const frame = error.place === undefined ? [] : frameOf(error.place, context);
  const parts = [[`${head} ${paint.bold(error.message)}`, ...frame].join("\n")];
  parts.push(...quotedParts(error, context));
  for (const place of error.related) {
    if (!isSameLine(place, error.place)) parts.push(relatedPart(place, context));
  }
  if (error.output !== undefined) {
    parts.push(`${paint.dim("it printed last:")}\n${indent(error.output)}`);
  }
  if (error.hint !== undefined) parts.push(`${paint.green("hint:")} ${error.hint}`);
  if (context.verbose) parts.push(...wholeStack(error, context));
  return parts;
}

function foreignParts(error: unknown, context: Context): string[] {
  const { paint } = context;
  if (!(error instanceof Error)) {
    return [`${paint.red("error:")} ${paint.bold(`A value was thrown: ${Deno.inspect(error)}`)}`];
  }
  const name = error.name || "Error";
  const frames = userFrames(error.stack ?? "");
  const head = frames[0] === undefined
    ? paint.red("error:")
    : paint.cyan(shown(frames[0], context));
  const message = paint.bold(error.message === "" ? name : `${name}: ${error.message}`);
  const frame = frames[0] === undefined ? [] : frameOf(frames[0], context);
  return [[`${head} ${message}`, ...frame].join("\n"), ...stackParts(error, frames, context)];
}

function stackParts(error: Error, frames: readonly UserFrame[], context: Context): string[] {
  if (context.verbose) return wholeStack(error, context);
  if (frames.length > 1) return [frameList(frames, context)];
  if (frames.length === 1 || !error.stack) return [];
  return [`${context.paint.green("hint:")} -v shows where it was thrown`];
}

function frameList(frames: readonly UserFrame[], context: Context): string {
  const rows = frames.slice(0, FRAMES).map((frame) =>
    `    at ${frame.name === "" ? "" : frame.name + " "}${shown(frame, context)}`
  );
  if (frames.length > FRAMES) rows.push(`    and ${frames.length - FRAMES} more`);
  return context.paint.dim(rows.join("\n"));
}

function wholeStack(error: Error, { paint }: Context): string[] {
  const at = (error.stack ?? "").search(/^\s+at /m);
  return at < 0 ? [] : [paint.dim(error.stack!.slice(at))];
}

function frameOf(
  place: Place,
  { paint, readSource, columns }: Context,
  lines: { readonly before?: number; readonly after?: number } = {},
): string[] {
  const text = readSource(place.file);
  if (text === undefined) return [];
  const frame = codeFrame(text, place.label === "" ? unlabelled(place) : place, {
    style: { gutter: paint.dim, mark: paint.red },
    columns,
    ...lines,
  });
  return frame === "" ? [] : [frame];
}

function unlabelled({ label: _, ...place }: Place): Place {
  return place;
}

function shown({ file, line, column }: Omit<Place, "label">, { cwd }: Context): string {
  return `${displayPath(file, cwd)}:${line}:${column}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function readFromDisk(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return undefined;
  }
}
