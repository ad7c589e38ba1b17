/** What the tests of the resolver share. */

import assert from "node:assert/strict";
import { createResolver, type Resolver } from "../../lib/source/resolve.ts";
import type { Resolved } from "../../lib/source/resolver_types.ts";
import { absPath } from "../../lib/util/path.ts";
import { tempProject } from "../support/temp_project.ts";

/** Relative path -> text. */
export type Files = Readonly<Record<string, string>>;
/** Resolves in a file of the project. */
export type Ask = (specifier: string, from?: string) => Resolved;

/** The text of a lock fixture. */
export function lock(name: string): string {
  return Deno.readTextFileSync(new URL(`../fixtures/locks/${name}`, import.meta.url));
}

/** Makes a project with these files, and a resolver for it. */
export async function inProject(
  files: Files,
  use: (ask: Ask, dir: string, resolver: Resolver) => void | Promise<void>,
): Promise<void> {
  await using project = await tempProject({ files });
  const resolver = createResolver({ root: absPath(project.dir) });
  const ask: Ask = (specifier, from = "main.ts") =>
    resolver.resolve(specifier, absPath(from, project.dir));
  await use(ask, project.dir, resolver);
}

/** Why it is unknown. */
export function why(resolved: Resolved): string {
  assert.equal(resolved.kind, "unknown", JSON.stringify(resolved));
  return (resolved as Extract<Resolved, { kind: "unknown" }>).why;
}

/** It, which must be a package. */
export function pkg(resolved: Resolved): Extract<Resolved, { kind: "package" }> {
  assert.equal(resolved.kind, "package", JSON.stringify(resolved));
  return resolved as Extract<Resolved, { kind: "package" }>;
}

/** Its path below `dir`; it must be a local file. */
export function local(resolved: Resolved, dir: string): string {
  assert.equal(resolved.kind, "local", JSON.stringify(resolved));
  return (resolved as Extract<Resolved, { kind: "local" }>).path.slice(dir.length + 1);
}
