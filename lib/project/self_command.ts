/** How this very program is started again. */

/** The program and its first arguments; the command line's own follow. */
export function selfCommand(): readonly [program: string, ...first: string[]] {
  return Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), "run", "-A", Deno.mainModule];
}
