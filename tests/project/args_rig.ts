/** What the tests of a function's arguments share. */

import assert from "node:assert/strict";
import { isMerklError } from "../../lib/error/merkl_error.ts";
import { parsePipelineArgs } from "../../lib/project/pipeline_args.ts";
import type { ExportInfo } from "../../lib/source/export_info.ts";
import { absPath } from "../../lib/util/path.ts";
import { only } from "../source/export_rig.ts";

/** An error as the tests compare it. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Parses command lines for a function: `given("a", "--b")`. They are given in `/here`. */
export interface Given {
  (...args: string[]): unknown[];
  readonly info: ExportInfo;
  /** What is wrong with a command line. */
  error(...args: string[]): Said;
}

/** For the function with these parameters, as written. `before`: what stands above it. */
export async function given(params: string, before = ""): Promise<Given> {
  const text =
    `import type { Path } from "@merkl/merkl";\n${before}\nexport function f(${params}) {}`;
  return givenOf(await only(text));
}

/** For an export. */
export function givenOf(info: ExportInfo): Given {
  const parse = (...args: string[]) =>
    parsePipelineArgs(info, args, { cwd: absPath("/here"), call: "run FILE:f" });
  const error = (...args: string[]) => said(() => parse(...args));
  return Object.assign(parse, { info, error });
}

/** The usage error that `act` throws. */
export function said(act: () => unknown, name = "UsageError"): Said {
  try {
    act();
  } catch (error) {
    if (!isMerklError(error)) throw error;
    assert.equal((error as Error).name, name);
    const { code, message, hint } = error;
    return { code, message, hint };
  }
  throw new assert.AssertionError({ message: "no error" });
}
