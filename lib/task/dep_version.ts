/** Versions of packages and programs, to be put into `deps`. */

import { createResolver } from "../source/resolve.ts";
import { packageVersion } from "../source/package_version.ts";
import { type AbsPath, absPath, dirname } from "../util/path.ts";
import { framesAt } from "./info.ts";

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
 * ```ts ignore
 * const render = task({ deps: { sass: depVersion("npm:sass") } }, (file: string) => …);
 * ```
 *
 * @param specifier As in an import of the calling file: `npm:zod`, `jsr:@std/path`, an alias
 * @throws {MerklError} `dependency-unknown`; `dependency-without-version` for a local file, a module
 *   of Deno's or merkl itself
 */
export function depVersion(specifier: string): DepVersion {
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
 * ```ts ignore
 * const convert = task({ deps: { ffmpeg: await programVersion("ffmpeg") } }, async (…) => …);
 * ```
 *
 * @throws {MerklError} `program-missing`; `program-without-version` if it prints nothing, fails or
 *   takes more than 5 seconds
 */
export async function programVersion(program: string): Promise<string> {
  const { askProgram } = await import("./program_version.ts"); // few programs ask
  return (await askProgram(program)).version;
}
