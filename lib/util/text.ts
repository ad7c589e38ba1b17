/** Small texts for people: plurals, lists, durations, sizes, near names. */

/** `1 task`, `2 tasks`; a plural other than `+s` is given. */
export function plural(count: number, one: string, many: string = one + "s"): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `1,234,567`; without Intl, whose loading takes as long as a whole small run. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], word = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

/** A duration in milliseconds for people: `4 ms`, `2.4 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A time in milliseconds for programs: to the microsecond, beyond which the digits mean nothing. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** A size in bytes for people: `512 B`, `4.0 KB`, `1.2 GB` (powers of 1,000). */
export function byteSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
}

/** The first `length` characters, with `…` where something was cut. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, Math.max(0, length - 1)) + "…";
}

/**
 * The candidate nearest to `given`, if near enough to be a slip of the finger: at most a third of
 * its length in edits (Damerau-Levenshtein, restricted: optimal string alignment).
 */
export function nearest(given: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(given.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
