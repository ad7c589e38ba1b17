/** Versions of packages and programs, to be put into `deps`. */

import { versionInBody } from "../error/version_errors.ts";
import { surroundings } from "../graph/ambient.ts";
import { createResolver } from "../source/resolve.ts";
import { packageVersion } from "../source/package_version.ts";
import { type AbsPath, absPath, dirname } from "../util/path.ts";
import { framesAt } from "./function_hash.ts";

/** A package's version, as a task that imports it would hash it. */
export interface DepVersion {
  /** `npm:zod`, `jsr:@std/path`. */
  readonly name: string;
  /** `4.6.7`. */
  readonly version: string;
  /** SHA-256 of version and integrity of it and of all that it depends on. */
  readonly hash: string;
}

/**
 * The version of a package, from `deno.lock`, `package-lock.json` or what is installed: for tasks
 * that use a package in a way that merkl can't see, such as a program which comes with it.
 *
 * @example
 * ```ts
 * import { depVersion, task } from "@merkl/merkl";
 *
 * const parser = depVersion("npm:@babel/parser");
 * const count = task({ deps: { parser } }, (file: string) => file.length);
 * console.log(parser.name, count.name); // npm:@babel/parser count
 * ```
 *
 * @param specifier As in an import of the calling file: `npm:zod`, `jsr:@std/path`, an alias
 * @throws {MerklError} `dependency-unknown`; `dependency-without-version` for a local file, a module
 *   of Deno's or merkl itself; `version-in-body` in the body of a task
 */
export function depVersion(specifier: string): DepVersion {
  takeNote("depVersion()", "it asks for the version of a package");
  const caller = framesAt(depVersion)[0]?.file;
  const file = absPath(caller ?? "main.ts");
  const resolver = createResolver({ root: dirname(file) as AbsPath });
  const { name, version, hash } = packageVersion(specifier, file, resolver);
  return { name, version, hash };
}

/**
 * The version of a program on the PATH: the first line that `NAME --version` prints. For tasks that
 * call it.
 *
 * @example
 * ```ts
 * import { programVersion, task } from "@merkl/merkl";
 *
 * const deno = await programVersion("deno");
 * const format = task({ deps: { deno } }, (file: string) => file.length);
 * console.log(deno.startsWith("deno "), format.length); // true 1
 * ```
 *
 * @throws {MerklError} `program-missing`; `program-without-version` if it prints nothing, fails or
 *   takes more than 5 seconds; `version-in-body` in the body of a task
 */
export async function programVersion(program: string): Promise<string> {
  takeNote("programVersion()", "it asks for the version of a program");
  const { askProgram } = await import("./program_version.ts"); // few programs ask
  return (await askProgram(program)).version;
}

/** A body's key doesn't have it, and a graph that was built from it can't be kept. */
function takeNote(call: string, why: string): void {
  const scope = surroundings();
  if (scope?.body !== undefined) throw versionInBody(call);
  scope?.construction?.refuse(why);
}
