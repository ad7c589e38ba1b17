/** Why a body runs, or may run, in words; the same everywhere. */

import type { Change, DependsReason, KeptReason, RunReason } from "../run/reason.ts";
import { grouped } from "../util/text.ts";
import { unreachable } from "../util/unreachable.ts";

/** A reason in parts, so that those of many calls can be told together. */
export interface ReasonPart {
  /** What stands before the names: `code changed:`. */
  readonly label: string;
  readonly names: readonly string[];
}

/** How many names are told before the rest is counted. */
const MOST_NAMES = 3;

/** Why a body runs, may run, or doesn't have to. */
export type AnyReason = RunReason | DependsReason | KeptReason;

/** Calls that are told together: with one state and one kind of reason. */
export interface ReasonGroup<T> {
  readonly calls: readonly T[];
  /** The names in the reasons of all. */
  readonly parts: readonly ReasonPart[];
}

/** Calls by state and kind of reason. */
export function reasonGroups<
  T extends { readonly state: string; readonly reason?: AnyReason | null | undefined },
>(calls: readonly T[]): ReasonGroup<T>[] {
  const parts = new Map(calls.map((call) => [call, call.reason ? reasonParts(call.reason) : []]));
  const kinds = Map.groupBy(
    calls,
    (call) => [call.state, ...parts.get(call)!.map(({ label }) => label)].join("\n"),
  );
  return [...kinds.values()].map((some) => ({
    calls: some,
    parts: parts.get(some[0]!)!.map(({ label }, i) => ({
      label,
      names: [...new Set(some.flatMap((call) => parts.get(call)![i]!.names))],
    })),
  }));
}

/** The reason as people read it: `code changed: parseRow (lib/rows.ts); argument changed: lr`. */
export function reasonText(reason: AnyReason): string {
  return partsText(reasonParts(reason));
}

/** Parts as people read them; of many names only the first are told. */
export function partsText(parts: readonly ReasonPart[]): string {
  return parts.map(({ label, names }) => {
    if (names.length === 0) return label;
    const more = names.length - MOST_NAMES;
    if (more <= 1) return `${label} ${names.join(", ")}`;
    return `${label} ${names.slice(0, MOST_NAMES).join(", ")} and ${grouped(more)} more`;
  }).join("; ");
}

/** A reason taken apart; parts with one label are one. */
export function reasonParts(reason: AnyReason): ReasonPart[] {
  switch (reason.kind) {
    case "new":
      return [{ label: "new", names: [] }];
    case "changed":
      return [...Map.groupBy(reason.changes, labelOf)]
        .map(([label, changes]) => ({ label, names: changes.map(nameOf) }));
    case "forced":
      return [{ label: "forced", names: [] }];
    case "uncached":
      return [{ label: "not cached", names: [] }];
    case "reads-changed":
      return [{ label: "reads changed:", names: [reason.what] }];
    case "parent-changed":
      return [{ label: ABOVE[reason.why], names: [reason.parent] }];
    case "evicted":
      return [{ label: "removed from the cache", names: [] }];
    case "damaged":
      return [{ label: "its stored value is damaged", names: [] }];
    case "depends-on":
      return [{ label: "depends on", names: reason.parents }];
    case "kept":
      return [{ label: "kept: same input values", names: [] }];
    default:
      return unreachable(reason);
  }
}

const ABOVE = {
  "reads": "reads changed above:",
  "not-deterministic": "not deterministic above:",
  "unknown": "another value above:",
} as const;

function labelOf(change: Change): string {
  return change.kind === "env" ? "environment changed:" : `${change.kind} changed:`;
}

function nameOf(change: Change): string {
  if (change.kind !== "package" && change.kind !== "argument") return change.name;
  const { name, from, to } = change;
  return from === undefined ? name : `${name} (${from} → ${to})`;
}
