/**
 * A project's settings, from its `merkl.json` (or the `merkl` of its `deno.json`) and from the
 * environment, which is stronger; the command line is stronger than both.
 */

import {
  badSetting,
  malformedSettings,
  twoConfigs,
  unknownSetting,
  unreadableSettings,
} from "../error/config_errors.ts";
import { type Place, placeAt } from "../error/place.ts";
import { malformedConfig } from "../error/package_errors.ts";
import { JsonSyntaxError, parseJsonc } from "../source/jsonc.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { nearest } from "../util/text.ts";
import { noteAskedIn } from "./asked_library.ts";
import {
  type CacheModes,
  DEFAULT_MODES,
  isModes,
  MODES_EXPECTED,
  parseModes,
} from "./cache_modes.ts";
import { keySpan } from "./json_keys.ts";
import { SETTING_NAMES, SETTINGS, type Settings, variableOf } from "./settings.ts";

/** Settings with their places filled in. */
export interface Config extends Omit<Settings, "cache"> {
  /** Absolute path of the cache's folder; null keeps nothing. */
  readonly cache: AbsPath | null;
  /** What is done with it, and with the remote one. */
  readonly modes: CacheModes;
}

/** Where to look besides the project's folder. */
export interface ConfigRequest {
  readonly root: AbsPath;
  /** Where the user stands: paths in the environment start there. */
  readonly cwd: AbsPath;
  /** @default the environment of this process */
  readonly env?: Readonly<Record<string, string>>;
  /** What the command line says of the cache, as the setting would; stronger than both. */
  readonly asked?: string | null | undefined;
}

/**
 * Reads the settings of a project.
 *
 * @throws {MerklError} `malformed-settings`, `malformed-config`, `unknown-setting`, `bad-setting`,
 * `two-configs`, `unreadable-settings`
 */
export function readConfig({ root, cwd, env = environment(), asked }: ConfigRequest): Config {
  const file = fileSettings(root);
  const set = environmentSettings(env);
  const given: Settings = { ...defaults(), ...file, ...set };
  return { ...given, ...caches([[file.cache, root], [set.cache, cwd], [asked, cwd]]) };
}

/** The folder and the modes, from what was said of them: the last word counts, of each. */
function caches(
  said: readonly (readonly [value: string | null | undefined, base: AbsPath])[],
): Pick<Config, "cache" | "modes"> {
  let folder: AbsPath | null | undefined;
  let modes: CacheModes | undefined;
  for (const [value, base] of said) {
    if (value === undefined) continue;
    if (value !== null && isModes(value)) modes = parseModes(value);
    else folder = value === null ? null : absPath(value, base);
  }
  const [, root] = said[0]!;
  return {
    cache: folder === undefined ? absPath(SETTINGS.cache.default!, root) : folder,
    modes: modes ?? DEFAULT_MODES,
  };
}

/** The whole environment, if that may be read without asking. */
function environment(): Record<string, string> {
  const { state } = Deno.permissions.querySync({ name: "env" });
  return state === "granted" ? Deno.env.toObject() : {};
}

function defaults(): Settings {
  return Object.fromEntries(
    SETTING_NAMES.map((name) => [name, SETTINGS[name].default]),
  ) as unknown as Settings;
}

/** The variables of the environment that are settings; a slip in the name of one is refused. */
function environmentSettings(env: Readonly<Record<string, string>>): Partial<Settings> {
  const variables = new Map(SETTING_NAMES.map((name) => [variableOf(name), name]));
  const suffixes = [...variables.keys()].map((variable) => variable.slice("MERKL_".length));
  const found: Record<string, unknown> = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith("MERKL_") || text === "") continue;
    const name = variables.get(variable);
    if (name === undefined) {
      // others may use the prefix too, for things of their own
      if (nearest(variable.slice("MERKL_".length), suffixes) === undefined) continue;
      throw unknownSetting(variable, [...variables.keys()]);
    }
    const value = SETTINGS[name].fromText(text);
    if (value === undefined) {
      const { expected } = SETTINGS[name];
      throw badSetting(variable, { expected: inEnvironment(name, expected), given: text });
    }
    found[name] = value;
  }
  return found;
}

function inEnvironment(name: string, expected: string): string {
  if (name === "gc") return '"10GB", "30d" or both, or "none"';
  if (name === "remote") return 'an address such as s3://bucket/prefix, or "none"';
  return name === "cache" ? `a folder, ${MODES_EXPECTED}, or "none"` : expected.replaceAll('"', "");
}

/** A JSON text with settings in it, at `path`. */
interface Source {
  readonly file: AbsPath;
  readonly text: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

function fileSettings(root: AbsPath): Partial<Settings> {
  const own = ownFile(root);
  const shared = denoFile(root);
  if (own !== undefined && shared !== undefined) {
    throw twoConfigs(own.file, placeOf(shared, shared.path)!);
  }
  const source = own ?? shared;
  return source === undefined ? {} : checked(source);
}

function ownFile(root: AbsPath): Source | undefined {
  const file = absPath("merkl.json", root);
  const text = settingsText(file);
  if (text === undefined) return undefined;
  try {
    return { file, text, path: [], value: text.trim() === "" ? {} : parseJsonc(text) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw malformedSettings(file, { text, what: error.message, offset: error.offset });
  }
}

function denoFile(root: AbsPath): Source | undefined {
  for (const name of ["deno.json", "deno.jsonc"]) {
    const file = absPath(name, root);
    const text = settingsText(file);
    if (text === undefined) continue;
    noteAskedIn(file, text);
    const value = parsedDeno(file, text);
    return value === undefined ? undefined : { file, text, path: ["merkl"], value };
  }
  return undefined;
}

/** What may be so without a mistake: it isn't there, or Deno was told not to let merkl read. */
const ABSENT = [Deno.errors.NotFound, Deno.errors.NotADirectory, Deno.errors.NotCapable];

/** The text of a file, if there is one; that it can't be read doesn't make it go for none. */
function settingsText(file: AbsPath): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (ABSENT.some((kind) => error instanceof kind)) return undefined;
    throw unreadableSettings(file, error);
  }
}

function parsedDeno(file: AbsPath, text: string): unknown {
  if (!text.includes('"merkl"')) return undefined;
  try {
    const whole = parseJsonc(text);
    return typeof whole === "object" && whole !== null && "merkl" in whole
      ? whole.merkl
      : undefined;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw malformedConfig(file, text, error.message, error.offset);
  }
}

function checked(source: Source): Partial<Settings> {
  const { value: all, path } = source;
  if (typeof all !== "object" || all === null || Array.isArray(all)) {
    const what = path.length === 0 ? "merkl.json" : '"merkl"';
    const place = placeOf(source, path) ?? { file: source.file, line: 1, column: 1 };
    throw badSetting(what, { expected: "an object of settings", given: all, place });
  }
  const found: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(all)) {
    if (key === "$schema") continue;
    const place = placeOf(source, [...path, key]);
    const name = SETTING_NAMES.find((name) => name === key);
    if (name === undefined) throw unknownSetting(key, SETTING_NAMES, place);
    const value = SETTINGS[name].fromJson(given);
    if (value === undefined) {
      throw badSetting(name, { expected: SETTINGS[name].expected, given, place });
    }
    found[name] = value;
  }
  return found;
}

function placeOf({ file, text }: Source, path: readonly string[]): Place | undefined {
  const span = keySpan(text, path);
  return span === undefined ? undefined : placeAt(file, text, ...span);
}
