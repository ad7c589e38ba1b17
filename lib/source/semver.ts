/**
 * npm version ranges: parsing, canonical text and matching. Only what looking up a lock needs; a
 * package would add more import time than these lines cost.
 */

/** A parsed version. */
export interface Version {
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly (string | number)[];
}

interface Comparator {
  readonly op: "<" | ">=";
  readonly version: Version;
}

/** Alternatives, each a list of bounds that all must hold. */
export type Range = readonly (readonly Comparator[])[];

const PARTIAL =
  /^[v=\s]*(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** The version that `text` is, or undefined if it isn't a whole one. */
export function parseVersion(text: string): Version | undefined {
  const parts = partial(text);
  if (parts === undefined || parts.numbers.length < 3) return undefined;
  return { numbers: parts.numbers as [number, number, number], pre: parts.pre };
}

interface Partial {
  readonly numbers: number[];
  readonly pre: (string | number)[];
}

function partial(text: string): Partial | undefined {
  const match = PARTIAL.exec(text.trim());
  if (match === null) return undefined;
  const numbers: number[] = [];
  for (const part of match.slice(1, 4)) {
    if (part === undefined || /[xX*]/.test(part)) break;
    numbers.push(Number(part));
  }
  const pre = match[4]?.split(".").map((id) => /^\d+$/.test(id) ? Number(id) : id) ?? [];
  return { numbers, pre };
}

/** Order of precedence: negative, zero or positive. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const difference = a.numbers[i]! - b.numbers[i]!;
    if (difference !== 0) return difference;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const left = a.pre[i];
    const right = b.pre[i];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (typeof left !== typeof right) return typeof left === "number" ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/**
 * Parses a range as npm does: `^1.2`, `~1`, `1.x`, `>=1 <2`, `1 - 2`, `a || b`, `*`, empty.
 * Undefined for anything else (a tag such as `latest`, a URL).
 */
export function parseRange(text: string): Range | undefined {
  const alternatives: Comparator[][] = [];
  for (const alternative of text.split("||")) {
    const bounds = parseAlternative(alternative.trim());
    if (bounds === undefined) return undefined;
    alternatives.push(bounds);
  }
  return alternatives;
}

function parseAlternative(text: string): Comparator[] | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  if (hyphen !== null) {
    const low = partial(hyphen[1]!);
    const high = partial(hyphen[2]!);
    if (low === undefined || high === undefined) return undefined;
    return [...atLeast(low), ...below(next(high))];
  }
  const bounds: Comparator[] = [];
  for (const word of text.replaceAll(/([<>=~^]+)\s+/g, "$1").split(/[\s,]+/)) {
    if (word === "") continue;
    const match = /^(>=|<=|>|<|=|~>|~|\^|)(.+)$/.exec(word);
    const version = match === null ? undefined : partial(match[2]!);
    if (version === undefined) return undefined;
    bounds.push(...expand(match![1]!, version));
  }
  return bounds;
}

function expand(op: string, version: Partial): Comparator[] {
  switch (op) {
    case ">=":
      return atLeast(version);
    case ">":
      return above(version);
    case "<":
      return below(floor(version));
    case "<=":
      return version.numbers.length === 0 ? [] : below(next(version));
    case "~":
    case "~>":
      return [
        ...atLeast(version),
        ...below(bump(version, Math.min(1, version.numbers.length - 1))),
      ];
    case "^": {
      const significant = version.numbers.findIndex((n) => n !== 0);
      const at = significant < 0 ? version.numbers.length - 1 : significant;
      return [...atLeast(version), ...below(bump(version, at))];
    }
    default:
      return [...atLeast(version), ...below(next(version))];
  }
}

/** What is greater than all that a partial version stands for, pre-releases of the next left out. */
function above(version: Partial): Comparator[] {
  const start = next(version);
  if (start === undefined) return below(zero);
  return [{ op: ">=", version: version.pre.length > 0 ? start : { ...start, pre: [] } }];
}

const zero: Version = { numbers: [0, 0, 0], pre: [0] };

function floor({ numbers, pre }: Partial): Version | undefined {
  if (numbers.length === 0) return zero;
  const version: Version = { numbers: [numbers[0]!, numbers[1] ?? 0, numbers[2] ?? 0], pre };
  return numbers.length === 3 ? version : { ...version, pre: [0] };
}

/** The lowest version above all that a partial one stands for; undefined: there is none. */
function next(version: Partial): Version | undefined {
  if (version.numbers.length < 3) return bump(version, version.numbers.length - 1);
  const [major, minor, patch] = version.numbers as [number, number, number];
  if (version.pre.length > 0) return { numbers: [major, minor, patch], pre: [...version.pre, 0] };
  return { numbers: [major, minor, patch + 1], pre: [0] };
}

function bump({ numbers }: Partial, at: number): Version | undefined {
  if (at < 0) return undefined;
  const bumped: [number, number, number] = [0, 0, 0];
  for (let i = 0; i <= at; i++) bumped[i] = numbers[i]! + (i === at ? 1 : 0);
  return { numbers: bumped, pre: [0] };
}

function atLeast({ numbers, pre }: Partial): Comparator[] {
  return numbers.length === 0
    ? []
    : [{ op: ">=", version: { numbers: [numbers[0]!, numbers[1] ?? 0, numbers[2] ?? 0], pre } }];
}

function below(version: Version | undefined): Comparator[] {
  return version === undefined ? [] : [{ op: "<", version }];
}

/** Whether two ranges are the same bounds, however they are written: `^2.0.0` and `2`. */
export function sameRange(a: Range, b: Range): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

function canonical(range: Range): string[] {
  return range.map((bounds) =>
    bounds.map(({ op, version }) => `${op}${version.numbers.join(".")}-${version.pre.join(".")}`)
      .filter((bound) => bound !== ">=0.0.0-").sort().join(" ")
  ).sort();
}

/**
 * Whether `version` lies in `range`. As in npm, a pre-release only matches a range that names a
 * pre-release of the same three numbers.
 */
export function satisfies(version: Version, range: Range): boolean {
  return range.some((bounds) => {
    const inside = bounds.every(({ op, version: bound }) => {
      const order = compareVersions(version, bound);
      return op === "<" ? order < 0 : order >= 0;
    });
    if (!inside || version.pre.length === 0) return inside;
    return bounds.some(({ op, version: bound }) =>
      op === ">=" && bound.pre.length > 0 && String(bound.numbers) === String(version.numbers)
    );
  });
}
