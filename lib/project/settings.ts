/** Every setting: its name, what it takes in a file and in the environment, its default. */

import { isModes, MODES_EXPECTED, parseModes } from "./cache_modes.ts";
import { parseSize, parseTime, SIZE, TIME } from "../util/quantities.ts";

/** How much a run says. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** The settings of a project, as read; {@linkcode readConfig} fills in the defaults. */
export interface Settings {
  /** Bodies at once. */
  readonly jobs: number;
  /** After a failure, go on with all that doesn't depend on it. */
  readonly keepGoing: boolean;
  /** The folder of the cache, relative to where it was set, or modes; null keeps nothing. */
  readonly cache: string | null;
  /** The address of a cache that several machines share; null if there is none. */
  readonly remote: string | null;
  readonly verbosity: Verbosity;
  /** How large and how old the cache may become; null leaves it alone. */
  readonly gc: CacheLimits | null;
}

/** Limits of a cache; see `Care.collect`. */
export interface CacheLimits {
  /** In bytes. */
  readonly maxBytes?: number;
  /** In milliseconds. */
  readonly maxAge?: number;
}

/** One setting; a value that it can't have becomes undefined. */
export interface Setting<T> {
  readonly default: T;
  /** What it takes, in words: `a whole number of at least 1`. */
  readonly expected: string;
  fromJson(value: unknown): T | undefined;
  /** From an environment variable. */
  fromText(text: string): T | undefined;
}

const VERBOSITIES: readonly Verbosity[] = ["quiet", "normal", "verbose"];

/** All settings, in the order in which people are told of them. */
export const SETTINGS: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  jobs: {
    default: 1,
    expected: "a whole number of at least 1",
    fromJson: (value) =>
      Number.isSafeInteger(value) && (value as number) >= 1 ? value as number : undefined,
    fromText: (text) => /^\d+$/.test(text) ? SETTINGS.jobs.fromJson(Number(text)) : undefined,
  },
  keepGoing: {
    default: false,
    expected: "true or false",
    fromJson: (value) => typeof value === "boolean" ? value : undefined,
    fromText: (text) => SWITCH.get(text.toLowerCase()),
  },
  cache: {
    default: ".merkl",
    expected: `a folder, ${MODES_EXPECTED}, or null for no cache`,
    fromJson: (value) => value === null || isFolderOrModes(value) ? value : undefined,
    fromText: (text) => text === "none" ? null : SETTINGS.cache.fromJson(text),
  },
  remote: {
    default: null,
    expected: "an address such as s3://bucket/prefix, or null",
    fromJson: (value) => value === null || isAddress(value) ? value : undefined,
    fromText: (text) => text === "none" ? null : SETTINGS.remote.fromJson(text),
  },
  verbosity: {
    default: "normal",
    expected: '"quiet", "normal" or "verbose"',
    fromJson: (value) => VERBOSITIES.find((one) => one === value),
    fromText: (text) => SETTINGS.verbosity.fromJson(text),
  },
  gc: {
    default: null,
    expected: `an object with maxSize, ${SIZE}, or maxAge, ${TIME}, or both; or null`,
    fromJson: (value) => value === null ? null : limitsOf(value),
    fromText: (text) => text === "none" ? null : limitsOf(limitTexts(text)),
  },
};

function isFolderOrModes(value: unknown): value is string {
  if (typeof value !== "string" || value === "") return false;
  return !isModes(value) || parseModes(value) !== undefined;
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("s3://");
}

/** `{ maxSize: "10GB", maxAge: "30d" }`. */
function limitsOf(value: unknown): CacheLimits | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { maxSize, maxAge, ...more } = value as Record<string, unknown>;
  if (Object.keys(more).length > 0) return undefined;
  const maxBytes = typeof maxSize === "string" ? parseSize(maxSize) : undefined;
  const age = typeof maxAge === "string" ? parseTime(maxAge) : undefined;
  if ((maxSize !== undefined) !== (maxBytes !== undefined)) return undefined;
  if ((maxAge !== undefined) !== (age !== undefined)) return undefined;
  if (maxBytes === undefined && age === undefined) return undefined;
  return {
    ...(maxBytes !== undefined && { maxBytes }),
    ...(age !== undefined && { maxAge: age }),
  };
}

/** `10GB`, `30d` or both, with a blank or a comma between them. */
function limitTexts(text: string): unknown {
  const parts = text.split(/[\s,]+/);
  const [sizes, times] = [
    parts.filter((part) => parseTime(part) === undefined),
    parts.filter(parseTime),
  ];
  if (sizes.length > 1 || times.length > 1) return undefined;
  return { maxSize: sizes[0], maxAge: times[0] };
}

const SWITCH: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["true", true],
  ["0", false],
  ["false", false],
]);

/** The names of all settings. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly (keyof Settings)[];

/** The environment variable of a setting: `keepGoing` -> `MERKL_KEEP_GOING`. */
export function variableOf(name: string): string {
  return `MERKL_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}
