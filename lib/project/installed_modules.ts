/**
 * Modules of packages in `node_modules`, for projects whose packages npm installed: Deno finds these
 * by the configuration that merkl was started with, which is another one.
 */

import type { Resolver } from "../source/resolve.ts";
import { type AbsPath, dirname, fileURLToPath, join } from "../util/path.ts";

/** Begins the URL of a CommonJS file that is given to an import as a module. */
export const COMMON_JS = "merkl-cjs:";

/** Where such a module finds what the file exports. */
const EXPORTS = Symbol.for("merkl.commonJs");

const files = new Map<string, Resolver>();
const exportsOf = new Map<string, unknown>();
let requireFrom: ((file: string) => (path: string) => unknown) | undefined;

/** Says how CommonJS is loaded: `createRequire` of `node:module`. */
export function loadCommonJsBy(createRequire: typeof requireFrom): void {
  requireFrom = createRequire;
  (globalThis as unknown as Record<symbol, unknown>)[EXPORTS] = exportsOf;
}

/** How the imports of a package's module are resolved; undefined if it is none. */
export function packageResolver(url: string): Resolver | undefined {
  return files.get(url);
}

/** From now on the imports of the module at a `file:` URL are resolved as those of a package. */
export function followPackage(url: string, resolver: Resolver): void {
  files.set(url, resolver);
}

/** The URL by which a CommonJS file of a package can be imported; undefined if a file is none. */
export function commonJsUrl(url: string): string | undefined {
  const path = fileURLToPath(url) as AbsPath;
  if (path.endsWith(".cjs")) return COMMON_JS + path;
  return path.endsWith(".js") && packageType(path) !== "module" ? COMMON_JS + path : undefined;
}

/**
 * The URL by which a CommonJS file of user code can be imported, if Deno would take it for a module:
 * it asks the package.json of the folder that merkl was started with.
 */
export function ownCommonJsUrl(url: string): string | undefined {
  const path = fileURLToPath(url) as AbsPath;
  const mayBe = path.endsWith(".js") && packageType(path) === "commonjs" && !hasModuleSyntax(path);
  return mayBe ? COMMON_JS + path : undefined;
}

function hasModuleSyntax(path: AbsPath): boolean {
  try {
    return /^\s*(?:import|export)\b/m.test(Deno.readTextFileSync(path));
  } catch {
    return true; // the import itself will say it better
  }
}

/** The text of the module that stands for a CommonJS file. Loads the file. */
export function commonJsModule(path: string): string {
  const value = requireFrom!(path)(path);
  exportsOf.set(path, value);
  const names = typeof value === "object" && value !== null || typeof value === "function"
    ? Object.keys(value).filter((name) => name !== "default")
    : [];
  const all = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(EXPORTS))})]`;
  return [
    `const found = ${all}.get(${JSON.stringify(path)});`,
    "export default found;",
    ...names.flatMap((name, i) => {
      const text = JSON.stringify(name);
      return [`const name${i} = found[${text}];`, `export { name${i} as ${text} };`];
    }),
  ].join("\n");
}

function packageType(path: AbsPath): unknown {
  for (let dir = dirname(path); dirname(dir) !== dir; dir = dirname(dir)) {
    try {
      return JSON.parse(Deno.readTextFileSync(join(dir, "package.json"))).type;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) return undefined;
    }
  }
  return undefined;
}
