/** `package-lock.json`, versions 2 and 3. */

import { type AbsPath, dirname, join, relative, sep } from "../util/path.ts";
import { type ConfigFile, type Json, objectAt } from "./project_files.ts";
import type { Found, PackageNode, PackageSource, Wanted } from "./package_hash.ts";
import { parseRange, parseVersion, satisfies } from "./semver.ts";

/** A `package-lock.json`. Its identifiers are the keys of `packages`: `node_modules/chalk`. */
export class PackageLock implements PackageSource {
  readonly label: string;
  readonly #dir: AbsPath;
  readonly #packages: Json;
  readonly #unusable: string | undefined;

  /** @throws {MerklError} if `packages` isn't an object */
  constructor(file: ConfigFile, label: string) {
    this.label = label;
    this.#dir = dirname(file.path) as AbsPath;
    const version = file.json["lockfileVersion"];
    const known = version === 2 || version === 3;
    this.#packages = known ? objectAt(file, "packages") : {};
    if (!known) {
      this.#unusable = Number(version) < 2
        ? `${label} has the old format ${version}; run \`npm install\` with npm 7 or newer`
        : `${label} has format ${version}, and this merkl knows 2 and 3; update merkl`;
    }
  }

  find({ alias, range, from }: Wanted): Found {
    if (this.#unusable !== undefined) return { kind: "none", why: this.#unusable };
    const folder = relative(this.#dir, from).split(sep).join("/");
    const id = this.#nearest(folder, alias);
    if (id === undefined) {
      return { kind: "none", why: `${this.label} has no ${alias}; run \`npm install ${alias}\`` };
    }
    const raw = this.#raw(id);
    if (raw["link"] !== true) {
      const why = versionProblem({ alias, range, version: raw["version"], label: this.label });
      return why === undefined ? { kind: "node", id } : { kind: "none", why };
    }
    return { kind: "folder", dir: join(this.#dir, String(raw["resolved"])) as AbsPath };
  }

  /** Node's rule: `node_modules` of the folder, then of each folder above. */
  #nearest(folder: string, name: string): string | undefined {
    for (let at = folder;;) {
      const id = `${at === "" ? "" : at + "/"}node_modules/${name}`;
      if (id in this.#packages) return id;
      if (at === "") return undefined;
      at = at.includes("/") ? at.slice(0, at.lastIndexOf("/")) : "";
    }
  }

  /** The packages that it has. */
  names(): string[] {
    return Object.keys(this.#packages).flatMap((id) => id.split("node_modules/").at(-1) || []);
  }

  #raw(id: string): Json {
    return this.#packages[id] as Json;
  }

  node(id: string): PackageNode {
    const raw = this.#raw(id);
    const name = raw["name"] ?? id.slice(id.lastIndexOf("node_modules/") + 13);
    const version = String(raw["version"] ?? "");
    const deps: string[] = [];
    let missing: string | undefined;
    for (const [dep, required] of dependencyNames(raw)) {
      const found = this.#nearest(id, dep);
      if (found === undefined) {
        if (required) missing ??= `${dep}, which ${this.label} lacks`;
      } else if (this.#raw(found)["link"] === true) {
        missing ??= `${dep}, which is a local folder and not locked`;
      } else deps.push(found);
    }
    const integrity = String(raw["integrity"] ?? raw["resolved"] ?? "");
    const node = { label: `npm:${name}@${version}`, version, integrity, deps };
    return missing === undefined ? node : { ...node, missing };
  }
}

/** Why the version that `node_modules` has can't be the one that a specifier asks for, if it can't. */
export function versionProblem({ alias, range, version, label }: {
  readonly alias: string;
  readonly range: string;
  readonly version: unknown;
  readonly label: string;
}): string | undefined {
  const [whole, wanted] = [parseVersion(String(version)), parseRange(range)];
  if (whole === undefined || wanted === undefined || satisfies(whole, wanted)) return undefined;
  return `${label} has ${alias} ${version}, and ${range} is wanted; run \`npm install\``;
}

/** The names a package's record depends on, and whether each must be there. */
export function dependencyNames(raw: Json): ReadonlyMap<string, boolean> {
  const names = new Map<string, boolean>();
  const add = (key: string, required: boolean) => {
    for (const name of Object.keys((raw[key] ?? {}) as Json)) names.set(name, required);
  };
  add("dependencies", true);
  // npm may leave peers out, and lists optional ones among the dependencies too
  add("peerDependencies", false);
  add("optionalDependencies", false);
  return names;
}
