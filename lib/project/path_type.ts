/**
 * The path of a file, as a parameter of a function that `merkl run` calls: given on the command line,
 * it is taken from where the user stands, and the function gets it absolute.
 *
 * @example
 * ```ts
 * import { type Path, readFuture } from "@merkl/merkl";
 *
 * export default function pipeline(data: Path) {
 *   return readFuture(data);
 * }
 * ```
 */
export type Path = string;
