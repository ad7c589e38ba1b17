/** What differs between two dictionaries of dependencies, as they are stored with entries. */

import type { Change } from "./reason.ts";

/** The names of the body, and of a batch's function, in a dictionary. */
const BODY = "(body)";
const BATCH = "(batch)";

type Dictionary = Readonly<Record<string, string>>;

/** A change, with what the two dictionaries have. */
export interface DepDifference {
  readonly change: Change;
  /** The name in the dictionaries. */
  readonly key: string;
  /** Undefined where there was nothing. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * The changes from one dictionary (JSON) to another, of the task `task`. What was only renamed or
 * moved is none; what came or went is told only if nothing else was changed, since some code was.
 */
export function depsChanges(before: string, now: string, task: string): Change[] {
  return depsDifferences(before, now, task).map(({ change }) => change);
}

/** As {@linkcode depsChanges}, with the hashes. */
export function depsDifferences(before: string, now: string, task: string): DepDifference[] {
  const [old, current] = [JSON.parse(before) as Dictionary, JSON.parse(now) as Dictionary];
  const difference = (key: string): DepDifference => ({
    change: versionChange(key, old[key], current[key]) ?? change(key, task),
    key,
    from: old[key],
    to: current[key],
  });
  const gone = Object.keys(old).filter((name) => !(name in current));
  const come = Object.keys(current).filter((name) => !(name in old));
  const found = Object.keys(current)
    .filter((name) => name in old && old[name] !== current[name])
    .map(difference);
  for (const [key, change] of packageChanges(gone, come)) {
    found.push({ ...difference(key), change });
  }
  if (found.length > 0) return withoutTold(found);
  const renamed = new Set(gone.map((name) => old[name]));
  const kept = new Set(come.map((name) => current[name]));
  const others = [
    ...come.filter((name) => !renamed.has(current[name])),
    ...gone.filter((name) => !kept.has(old[name])),
  ].filter((name) => versionKey(name) === undefined);
  // the layout of `code: "exact"`, or how the parts hang together
  return (others.length === 0 ? [BODY] : others).map(difference);
}

/** Packages have their version in the name: one that went and came is one that changed. */
function packageChanges(gone: readonly string[], come: readonly string[]): [string, Change][] {
  const before = new Map(gone.map(packageOf).filter((one) => one !== undefined));
  return come.flatMap((key): [string, Change][] => {
    const [name, to] = packageOf(key) ?? [];
    const from = name === undefined ? undefined : before.get(name);
    return from === undefined ? [] : [[key, { kind: "package", name: name!, from, to: to! }]];
  });
}

/** Of what `deps` has from `depVersion()`: which option it is, and of what. */
function versionKey(name: string): [option: string, of: string] | undefined {
  const match = /^depVersion (\S+) (.+)$/.exec(name);
  return match === null ? undefined : [`option ${match[1]}`, match[2]!];
}

/** The change of what `depVersion()` gave: `4.1.0 HASH`. */
function versionChange(key: string, old = "", current = ""): Change | undefined {
  const [, of] = versionKey(key) ?? [];
  if (of === undefined) return undefined;
  const [from, to] = [old, current].map((text) => text.split(" ")[0]!);
  return from === to
    ? { kind: "package", name: `depVersion of ${of} ${to}` }
    : { kind: "package", name: `depVersion of ${of}`, from: from!, to: to! };
}

/** Without the options in `deps` of which it is told which version in them has changed. */
function withoutTold(found: readonly DepDifference[]): DepDifference[] {
  const told = new Set(found.map(({ key }) => versionKey(key)?.[0]));
  return found.filter(({ key }) => !told.has(key));
}

/** `npm:zod@4.1.0` as name and version; undefined for what is no package. */
function packageOf(name: string): [name: string, version: string] | undefined {
  const match = /^([^#]+[^#/:])@(\d[^#/]*)$/.exec(name);
  return match === null ? undefined : [match[1]!, match[2]!];
}

function change(name: string, task: string): Change {
  if (name === BODY) return { kind: "code", name: task };
  if (name.startsWith(BATCH)) return { kind: "code", name: `batch of ${task}` };
  if (name.startsWith("env ")) return { kind: "env", name: name.slice(4) };
  if (name.startsWith("option ")) return { kind: "option", name: name.slice(7) };
  const pkg = packageOf(name);
  if (pkg !== undefined) return { kind: "package", name: `${pkg[0]} ${pkg[1]}` };
  if (isFile(name)) return { kind: "input", name };
  const [file, binding] = name.split("#", 2);
  return { kind: "code", name: binding === undefined ? name : `${binding} (${file})` };
}

/** Whether a name is that of a file or folder which isn't code: no name of code has a dot or slash. */
function isFile(name: string): boolean {
  return !name.includes("#") && /[./]/.test(name) && !/\.[mc]?[jt]sx?$/.test(name);
}
