/** Sizes and times as people type them. */

const SIZES: Readonly<Record<string, number>> = {
  "": 1,
  ...{ b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9, t: 1e12, tb: 1e12 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 },
};

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

const TIMES: Readonly<Record<string, number>> = {
  ...{ s: 1000, min: MINUTE, h: HOUR, d: DAY, w: 7 * DAY },
  ...{ second: 1000, minute: MINUTE, hour: HOUR, day: DAY, week: 7 * DAY },
  ...{ seconds: 1000, minutes: MINUTE, hours: HOUR, days: DAY, weeks: 7 * DAY },
};

/** What {@linkcode parseSize} takes, in words. */
export const SIZE = "a size such as 500MB or 10GB";

/** What {@linkcode parseTime} takes, in words. */
export const TIME = "a time such as 12h, 30d or 4w";

/** `10GB`, `1.5 GiB`, `4096`: bytes; undefined if it is none of these. KB is 1,000 bytes, KiB 1,024. */
export function parseSize(text: string): number | undefined {
  return quantity(text, SIZES);
}

/** `30d`, `12 h`, `2 weeks`, `90min`: milliseconds; undefined if it is none of these. */
export function parseTime(text: string): number | undefined {
  return quantity(text, TIMES);
}

function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const { number, unit } = /^(?<number>\d+(?:\.\d+)?) ?(?<unit>[a-z]*)$/i.exec(text.trim())
    ?.groups ?? {};
  const name = unit?.toLowerCase() ?? "";
  if (number === undefined || !Object.hasOwn(units, name)) return undefined;
  const value = Math.round(Number(number) * units[name]!);
  return Number.isSafeInteger(value) ? value : undefined;
}
