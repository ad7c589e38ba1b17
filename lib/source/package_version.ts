/** The version of a package, as a task that imports it would hash it. */

import { dependencyUnknown, dependencyWithoutVersion } from "../error/version_errors.ts";
import { type AbsPath, displayPath } from "../util/path.ts";
import { nearest } from "../util/text.ts";
import type { Resolver } from "./resolve.ts";
import type { Resolved } from "./resolver_types.ts";
import { isPathLike, parseRequest, splitBare } from "./specifier.ts";

/** A package that a project uses. */
export interface FoundVersion {
  /** `npm:zod`, `jsr:@std/path`, `https://…`. */
  readonly name: string;
  /** `4.6.7`; empty for a URL. */
  readonly version: string;
  /** SHA-256 of version and integrity of it and of all that it depends on. */
  readonly hash: string;
  /** Where they were found: `deno.lock`, `package-lock.json`, `node_modules`. */
  readonly source: string;
}

/**
 * The version of a package by any specifier of it: `npm:zod`, `jsr:@std/path@1/join`, an alias of an
 * import map with or without a path behind it. A bare name that is no alias may be of either registry.
 *
 * @throws {MerklError} `dependency-unknown`, `dependency-without-version`
 */
export function packageVersion(
  specifier: string,
  fromFile: AbsPath,
  resolver: Resolver,
): FoundVersion {
  const resolved = resolver.resolve(specifier, fromFile);
  const other = resolved.kind === "unknown" && isBare(specifier)
    ? resolver.resolve(`jsr:${specifier}`, fromFile)
    : resolved;
  const found = other.kind === "package" ? other : resolved;
  if (found.kind === "package") {
    const { name, version, hash, source } = found;
    return { name, version, hash, source };
  }
  if (found.kind !== "unknown") throw dependencyWithoutVersion(specifier, whyNot(found));
  throw dependencyUnknown(specifier, {
    why: found.why,
    near: nearName(specifier, resolver.names(fromFile)),
  });
}

function isBare(specifier: string): boolean {
  return /^(@[\w.-]+\/)?[\w.-]+(\/|$)/.test(specifier);
}

function whyNot(resolved: Exclude<Resolved, { kind: "package" | "unknown" }>): string {
  switch (resolved.kind) {
    case "local":
      return `it is the file ${displayPath(resolved.path)}, whose code counts by its text`;
    case "builtin":
      return "it is part of Deno, whose version is not in keys";
    case "merkl":
      return "merkl's own version is not in keys";
  }
}

/** The name that may be meant; written as it would be found. */
function nearName(specifier: string, names: ReadonlySet<string>): string | undefined {
  if (isPathLike(specifier) || /^[a-z]+:\/\//.test(specifier)) return undefined;
  const bare = (name: string) => parseRequest(name)?.name ?? splitBare(name).name;
  const wanted = bare(specifier);
  // the same name, of the other registry
  const same = [...names].find((name) => name !== specifier && bare(name) === wanted);
  if (same !== undefined) return same;
  const near = nearest(wanted, new Set([...names].map(bare)));
  return near === undefined ? undefined : [...names].find((name) => bare(name) === near);
}
