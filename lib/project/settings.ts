/** Every setting: its name, what it takes in a file and in the environment, its default. */

/** How much a run says. */
export type Verbosity = "quiet" | "normal" | "verbose";

/** The settings of a project, as read; {@linkcode readConfig} fills in the defaults. */
export interface Settings {
  /** Bodies at once. */
  readonly jobs: number;
  /** After a failure, go on with all that doesn't depend on it. */
  readonly keepGoing: boolean;
  /** The folder of the cache, relative to where it was set; null keeps nothing. */
  readonly cache: string | null;
  readonly verbosity: Verbosity;
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
    expected: "a folder, or null for no cache",
    fromJson: (value) =>
      value === null || (typeof value === "string" && value !== "") ? value : undefined,
    fromText: (text) => text === "none" ? null : SETTINGS.cache.fromJson(text),
  },
  verbosity: {
    default: "normal",
    expected: '"quiet", "normal" or "verbose"',
    fromJson: (value) => VERBOSITIES.find((one) => one === value),
    fromText: (text) => SETTINGS.verbosity.fromJson(text),
  },
};

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
