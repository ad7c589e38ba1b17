/** Ids of tasks and pipelines: `file#binding`, in which a file may have a `#` in its name. */

/** The name behind the file. */
export function bindingOf(id: string): string {
  return id.slice(id.lastIndexOf("#") + 1);
}

/** As it is written in a command line: `train.ts:evaluate`. */
export function targetOf(id: string): string {
  const at = id.lastIndexOf("#");
  return at < 0 ? id : `${id.slice(0, at)}:${id.slice(at + 1)}`;
}
