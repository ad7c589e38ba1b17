/** What JSX is compiled to calls of. */

/** A name in the file, or a module that is imported for it. */
export type JsxFactory = { readonly name: string } | { readonly specifier: string };

/**
 * The factory that a file's pragmas or habits name, as far as its own text tells.
 * @param fragment Whether it is that of `<></>`
 */
export function jsxFactory(text: string, fragment: boolean): JsxFactory[] {
  const source = /@jsxImportSource\s+([^\s*]+)/.exec(text)?.[1];
  if (source !== undefined) return [{ specifier: `${source}/jsx-runtime` }];
  const pragma = (fragment ? /@jsxFrag\s+([\w$]+)/ : /@jsx\s+([\w$]+)/).exec(text)?.[1];
  if (pragma !== undefined) return [{ name: pragma }];
  return (fragment ? ["React", "Fragment"] : ["React", "h"]).map((name) => ({ name }));
}
