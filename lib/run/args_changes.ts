/** What differs between the stored arguments of two calls of a task. */

import type { StoredInputs } from "../task/stored_arguments.ts";
import type { Change } from "./reason.ts";

/** Arguments as they are stored: parameter -> hash, value, or inputs. */
export type StoredArgs = Readonly<Record<string, unknown>>;

/** Values longer than this, as JSON, aren't shown. */
const LONGEST = 40;

/** The changes from one call's arguments to another's; of an object's, those of its properties. */
export function argsChanges(before: StoredArgs, now: StoredArgs): Change[] {
  const all = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  const changed = all.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  const told = changed.filter((name) => !changed.some((other) => other.startsWith(`${name}.`)));
  const changes = told.flatMap((name) => argumentChanges(name, before[name], now[name]));
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

function argumentChanges(name: string, old: unknown, current: unknown): Change[] {
  if (isInputs(old) && isInputs(current)) {
    const changes = inputChanges(old.from, current.from);
    if (changes.length > 0) return changes;
  }
  // a parameter that is a pattern has no name of its own
  const shownName = name.replace(/^arg\d+\./, "");
  const [from, to] = [shown(old), shown(current)];
  return from === undefined || to === undefined
    ? [{ kind: "argument", name: shownName }]
    : [{ kind: "argument", name: shownName, from, to }];
}

/** Of the Futures, files and classes in an argument, those which both calls have, with other hashes. */
function inputChanges(old: StoredInputs["from"], current: StoredInputs["from"]): Change[] {
  const before = new Set(Object.values(old));
  return Object.entries(current).flatMap(([key, hash]): Change[] => {
    if (before.has(hash)) return [];
    const [kind, name] = sourceOf(key);
    const known = Object.keys(old).some((other) => other === key || sourceOf(other)[1] === name);
    return known ? [{ kind: KINDS[kind] ?? "result", name }] : [];
  });
}

const KINDS: Readonly<Record<string, "input" | "code">> = { file: "input", code: "code" };

/** `task train (2)` as kind and name. */
function sourceOf(key: string): [kind: string, name: string] {
  const at = key.indexOf(" ");
  const kind = key.slice(0, at);
  const name = key.slice(at + 1);
  return [kind, kind === "file" ? name : name.replace(/ \(\d+\)$/, "")];
}

/** Whether an argument holds Futures, files or instances of classes. */
export function isInputs(stored: unknown): stored is StoredInputs {
  return typeof stored === "object" && stored !== null && "hash" in stored && "from" in stored;
}

/** A kept value as JSON; undefined for hashes, which tell nothing, and for what is too long. */
function shown(stored: unknown): string | undefined {
  if (stored === undefined || isInputs(stored)) return undefined;
  const json = JSON.stringify(stored);
  return json.length > LONGEST || /^"(?:[0-9a-f]{16}|[0-9a-f]{64})"$/.test(json) ? undefined : json;
}
