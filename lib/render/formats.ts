/** The formats in which a graph can be shown. */

/** As `--format` takes it. */
export type DagFormat = "dot" | "json" | "mermaid" | "svg" | "html";

/** Extension, without its dot -> format; the first of a format is its own. */
const EXTENSIONS: Readonly<Record<string, DagFormat>> = {
  dot: "dot",
  gv: "dot",
  json: "json",
  mmd: "mermaid",
  mermaid: "mermaid",
  svg: "svg",
  html: "html",
  htm: "html",
};

/** All formats, in the order of the help. */
export const FORMATS: readonly DagFormat[] = ["dot", "json", "mermaid", "svg", "html"];

/** Extensions that tell a format. */
export const KNOWN_EXTENSIONS: readonly string[] = Object.keys(EXTENSIONS).map((one) => `.${one}`);

/** The format that a file's name tells; undefined if it tells none. */
export function formatOfPath(path: string): DagFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}
