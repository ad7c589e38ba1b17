/** The texts of import specifiers: schemes, package requests, merkl's own names. */

/** `npm:@scope/name@^1/sub` taken apart. */
export interface PackageRequest {
  readonly scheme: "npm" | "jsr";
  /** `@scope/name`. */
  readonly name: string;
  /** `^1`, a tag, or empty. */
  readonly range: string;
  /** Without the leading slash; empty for the package itself. */
  readonly subpath: string;
}

const REQUEST = /^(npm|jsr):\/?(@[^/@]+\/[^/@]+|[^/@]+)(?:@([^/]+))?(?:\/(.*))?$/;

/** Takes a `npm:` or `jsr:` specifier apart; undefined if it is none. */
export function parseRequest(specifier: string): PackageRequest | undefined {
  const match = REQUEST.exec(specifier);
  if (match === null) return undefined;
  return {
    scheme: match[1] as "npm" | "jsr",
    name: match[2]!,
    range: match[3] ?? "",
    subpath: match[4] ?? "",
  };
}

/** A package request as a specifier. */
export function formatRequest({ scheme, name, range, subpath }: PackageRequest): string {
  return `${scheme}:${name}${range === "" ? "" : "@" + range}${
    subpath === "" ? "" : "/" + subpath
  }`;
}

/** A bare specifier's package and the path within it: `@a/b/c` is `@a/b` and `c`. */
export function splitBare(specifier: string): { name: string; subpath: string } {
  const slash = specifier.indexOf("/", specifier.startsWith("@") ? specifier.indexOf("/") + 1 : 0);
  if (slash < 0) return { name: specifier, subpath: "" };
  return { name: specifier.slice(0, slash), subpath: specifier.slice(slash + 1) };
}

/** Whether it is `./x`, `../x`, `/x`. */
export function isPathLike(specifier: string): boolean {
  return /^(\.\.?)?\//.test(specifier) || specifier === "." || specifier === "..";
}

/**
 * The export of merkl that a specifier names (`.`, `./testing`), whichever of its names is used;
 * undefined if it isn't merkl's.
 */
export function merklExport(specifier: string): string | undefined {
  const match = /^(?:(?:(?:jsr|npm):\/?)?@merkl\/merkl|merkl)(?:@[^/]*)?(?:\/(.*))?$/.exec(
    specifier,
  );
  if (match === null) return undefined;
  return match[1] === undefined || match[1] === "" ? "." : `./${match[1]}`;
}
