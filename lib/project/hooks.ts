/**
 * What user code's imports mean while merkl runs it: `@merkl/merkl` is the one library that is
 * already running, aliases are those of the user's own `deno.json`, and packages have the versions
 * of the user's own lock, whatever configuration the program was started with.
 */

import { importFailed, jsxSettings, packageInBinary } from "../error/load_errors.ts";
import { isMerklError, type MerklError } from "../error/merkl_error.ts";
import { type Place, placeAt } from "../error/place.ts";
import type { Resolver } from "../source/resolve.ts";
import { noteAsked } from "./asked_library.ts";
import { findDeno } from "./delegate.ts";
import {
  COMMON_JS,
  commonJsModule,
  commonJsUrl,
  followPackage,
  loadCommonJsBy,
  ownCommonJsUrl,
  packageResolver,
} from "./installed_modules.ts";
import { hasJsxPragma } from "../source/jsx_factory.ts";
import { loadedSource, rememberSource } from "./loaded_sources.ts";
import { type AbsPath, fileUrl, fileURLToPath } from "../util/path.ts";

/** The running library, as `import * as` gives it. */
export interface HookOptions {
  /** What `@merkl/merkl` exports. */
  readonly library: Readonly<Record<string, unknown>>;
  /** What `@merkl/merkl/testing` exports. */
  readonly testing?: Readonly<Record<string, unknown>>;
  /** What else there is (`./cache`), loaded when user code asks for it. */
  readonly others?: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
}

interface ResolveContext {
  readonly parentURL?: string;
  readonly conditions?: readonly string[];
}
interface HookResult {
  readonly url?: string;
  readonly format?: string;
  readonly source?: string;
  readonly shortCircuit?: boolean;
}
type Next = (specifier: string, context: unknown) => HookResult;
interface Hooks {
  resolve(specifier: string, context: ResolveContext, next: Next): HookResult;
  load(url: string, context: ResolveContext, next: Next): HookResult;
}

/** A package or remote module that user code imports. */
export interface SeenPackage {
  /** What Deno was asked for: `npm:zod@4.6.7`. */
  readonly importable: string;
  /** As written. */
  readonly specifier: string;
  readonly file: AbsPath;
}

// Where the virtual modules find the library: their text is another module's and sees nothing else.
const EXPORTS = {
  ".": Symbol.for("merkl.library"),
  "./testing": Symbol.for("merkl.testing"),
  "./cache": Symbol.for("merkl.cache"),
  "./contract": Symbol.for("merkl.contract"),
} as const;
const holder = globalThis as unknown as Record<symbol, Readonly<Record<string, unknown>>>;

/** Files of user code, and how each one's imports are resolved. */
const userFiles = new Map<string, Resolver>();
/** Local files that user code imports and that aren't there. */
const missing = new Set<string>();
const seen = new Map<string, SeenPackage>();
let failure: MerklError | undefined;
let loaders: NonNullable<HookOptions["others"]> = {};
let installed = false;

/**
 * Says what merkl is to user code. Needed once, before the first `loadPipeline`; a later call only
 * replaces the library.
 */
export function installHooks({ library, testing, others = {} }: HookOptions): void {
  loaders = others;
  holder[EXPORTS["."]] = library;
  if (testing !== undefined) holder[EXPORTS["./testing"]] = testing;
}

/** Loads what user code asked for by an importable such as `merkl:./cache`; false for any other. */
export async function loadExport(importable: string): Promise<boolean> {
  const name = importable.replace(/^merkl:/, "");
  if (name === importable || !Object.hasOwn(loaders, name)) return false;
  holder[EXPORTS[name as keyof typeof EXPORTS]] = await loaders[name]!();
  return true;
}

/** The running library, once `installHooks` has named it. */
export function runningLibrary(): Readonly<Record<string, unknown>> | undefined {
  return exportsOf(".");
}

/**
 * Makes imports mean the above, for the rest of the process. Loading `node:module` costs more than
 * an empty program, so this is called only for user code that needs it.
 */
export async function registerHooks(): Promise<void> {
  if (installed) return;
  installed = true;
  // not yet in Deno's declarations of node:module
  const { registerHooks: register, createRequire } = await import("node:module") as unknown as {
    registerHooks(hooks: Hooks): void;
    createRequire(file: string): (path: string) => unknown;
  };
  loadCommonJsBy(createRequire);
  // static imports of a dynamically imported module are seen only if there is a load hook as well
  register({ resolve: resolveHook, load: loadHook });
}

/**
 * From now on the module at `url` and all local files that it imports are user code.
 * @throws {MerklError} `jsx-settings`
 */
export function followUserCode(url: string, resolver: Resolver): void {
  const path = fileURLToPath(url) as AbsPath;
  rememberSource(path);
  if (/\.[jt]sx$/.test(path)) checkJsx(path, resolver);
  userFiles.set(url, resolver);
}

/** The URLs of all user code that was imported, or was to be. */
export function userFileUrls(): string[] {
  return [...userFiles.keys(), ...missing];
}

/** User code asks for a package. */
export function notePackage(found: SeenPackage): void {
  seen.set(found.importable, found);
}

/** The packages that user code asked for since the last call. */
export function takeSeenPackages(): readonly SeenPackage[] {
  const packages = [...seen.values()];
  seen.clear();
  return packages;
}

/** What a hook threw since the last call: Deno passes on its text only. */
export function takeFailure(): MerklError | undefined {
  const taken = failure;
  failure = undefined;
  return taken;
}

function resolveHook(specifier: string, context: ResolveContext, next: Next): HookResult {
  const { parentURL = "" } = context;
  const resolver = userFiles.get(parentURL) ?? packageResolver(parentURL);
  if (resolver === undefined) return next(specifier, context);
  const file = fileURLToPath(context.parentURL!) as AbsPath;
  // CommonJS looks for what it requires by rules of its own
  if (context.conditions?.includes("require")) return next(specifier, context);
  try {
    const importable = resolver.importable(specifier, file);
    if (importable === undefined) throwUnknown(specifier, file, resolver);
    return hand(
      importable ?? specifier,
      { specifier, file, resolver },
      (url) => next(url, context),
    );
  } catch (error) {
    if (isMerklError(error)) failure = error;
    if (/^\.{1,2}\//.test(specifier)) missing.add(new URL(specifier, context.parentURL).href);
    throw error;
  }
}

interface Asked {
  readonly specifier: string;
  readonly file: AbsPath;
  readonly resolver: Resolver;
}

function hand(
  importable: string,
  { specifier, file, resolver }: Asked,
  next: (specifier: string) => HookResult,
): HookResult {
  if (importable.startsWith("merkl:")) {
    noteAsked(specifier, file);
    const name = importable.slice("merkl:".length);
    if (exportsOf(name) !== undefined) return { url: importable, shortCircuit: true };
    if (Object.hasOwn(loaders, name)) {
      notePackage({ importable, specifier, file });
      throw new Error(`${importable} is not loaded yet`); // it is, before the next try
    }
    const why = `merkl has no export ${name}`;
    throw importFailed({ specifier, file, why, place: placeOf(specifier, file) });
  }
  if (importable.startsWith("file:")) {
    const isPackages = packageResolver(fileUrl(file)) !== undefined ||
      resolver.resolve(specifier, file).kind === "package";
    const commonJs = (isPackages ? commonJsUrl : ownCommonJsUrl)(importable);
    if (commonJs !== undefined) {
      if (!isPackages) followUserCode(importable, resolver);
      return { url: commonJs, shortCircuit: true };
    }
    const result = next(importable);
    (isPackages ? followPackage : followUserCode)(result.url ?? importable, resolver);
    return result;
  }
  if (/^(npm|jsr|https?):/.test(importable)) {
    if (Deno.build.standalone) {
      const place = placeOf(specifier, file);
      throw packageInBinary(specifier, { file, deno: findDeno() !== undefined, place });
    }
    notePackage({ importable, specifier, file });
  }
  return next(importable);
}

/** Refuses a name that nobody knows; schemes that only Deno knows are left to it. */
function throwUnknown(specifier: string, file: AbsPath, resolver: Resolver): void {
  const resolved = resolver.resolve(specifier, file);
  const isDenos = /^[a-z][a-z0-9+.-]+:/i.test(specifier) && !specifier.startsWith("file:");
  if (resolved.kind !== "unknown" || isDenos) return;
  throw importFailed({ specifier, file, why: resolved.why, place: placeOf(specifier, file) });
}

function loadHook(url: string, context: ResolveContext, next: Next): HookResult {
  const source = url.startsWith("merkl:")
    ? virtualModule(url.slice("merkl:".length))
    : url.startsWith(COMMON_JS)
    ? commonJsModule(url.slice(COMMON_JS.length))
    : undefined;
  if (source !== undefined) return { format: "module", source, shortCircuit: true };
  const loaded = next(url, context);
  // with hooks Deno takes JSON that CommonJS requires for code, unless it is told
  const isJson = url.endsWith(".json") && context.conditions?.includes("require") === true;
  return isJson ? { ...loaded, format: "json" } : loaded;
}

function exportsOf(name: string): Readonly<Record<string, unknown>> | undefined {
  return name in EXPORTS ? holder[EXPORTS[name as keyof typeof EXPORTS]] : undefined;
}

function virtualModule(name: string): string {
  const key = Symbol.keyFor(EXPORTS[name as keyof typeof EXPORTS]);
  const lines = Object.keys(exportsOf(name)!).map((exported) =>
    exported === "default"
      ? "export default library.default;"
      : `export const ${exported} = library.${exported};`
  );
  return `const library = globalThis[Symbol.for(${JSON.stringify(key)})];\n${lines.join("\n")}\n`;
}

/** Deno compiles JSX by the configuration that it was started with, or as the file itself says. */
function checkJsx(path: AbsPath, resolver: Resolver): void {
  const setting = resolver.jsx(path);
  const text = setting && loadedSource(path);
  if (text === undefined || hasJsxPragma(new TextDecoder().decode(text))) return;
  const pragma = "name" in setting!
    ? `@jsx ${setting.name}`
    : `@jsxImportSource ${setting!.specifier.replace(/\/jsx-runtime$/, "")}`;
  throw jsxSettings(path, { pragma, place: { file: path, line: 1, column: 1 } });
}

/** Where `specifier` stands in a file, as a quoted text. */
export function placeOf(specifier: string, file: AbsPath): Place | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch {
    return undefined;
  }
  for (const quote of ['"', "'", "`"]) {
    const at = text.indexOf(quote + specifier + quote);
    if (at >= 0) return placeAt(file, text, at, at + specifier.length + 2);
  }
  return undefined;
}
