/** `merkl dep-version`: the versions of packages and programs, as keys have them. */

import { printLine } from "../util/print_line.ts";
import { packageVersion } from "../source/package_version.ts";
import { createResolver } from "../source/resolve.ts";
import { table } from "../report/table.ts";
import { askProgram } from "../task/program_version.ts";
import { type AbsPath, absPath } from "../util/path.ts";
import { findRoot } from "./root.ts";

/** A command line of `merkl dep-version`, taken apart. */
export interface VersionRequest {
  readonly names: readonly string[];
  /** They are programs. */
  readonly programs: boolean;
  readonly json: boolean;
  /** Where the user stands. */
  readonly cwd: AbsPath;
  /** The project's root if the user named it. */
  readonly root: AbsPath | undefined;
}

/** Version of what `--json` prints; fields may be added without a new one. */
const FORMAT = 1;

/** Prints versions; gives the exit code. */
export async function versionCommand(request: VersionRequest): Promise<number> {
  const { names, json } = request;
  if (request.programs) {
    const programs = await Promise.all(names.map((name) => askProgram(name)));
    if (json) printJson({ programs });
    else {
      const rows = programs.map(({ program, version, path }) => [program, version, path]);
      print(["program", "version", "path"], rows);
    }
    return 0;
  }
  const packages = packagesOf(request);
  if (json) printJson({ packages });
  else {
    const rows = packages.map(({ asked, name, version, source }) => [asked, name, version, source]);
    print(["name", "package", "version", "from"], rows);
  }
  return 0;
}

function printJson(data: Readonly<Record<string, unknown>>): void {
  printLine(JSON.stringify({ version: FORMAT, ...data }, null, 2));
}

function print(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  printLine(table(heads, rows).trimEnd());
}

/** As if imported by a file in the folder where the user stands. */
function packagesOf({ names, cwd, root = findRoot(cwd) }: VersionRequest) {
  const resolver = createResolver({ root });
  const file = absPath("main.ts", cwd);
  return names.map((asked) => {
    const { name, version, source, hash } = packageVersion(asked, file, resolver);
    return { asked, name, version, source, hash };
  });
}
