/** `deno.lock`, versions 4 and 5. */

import { unexpectedConfig } from "../error/package_errors.ts";
import { sha256 } from "../hash/digest.ts";
import { byCodeUnit } from "../util/order.ts";
import { listed } from "../util/text.ts";
import type { ConfigFile, Json } from "./project_files.ts";
import { objectAt } from "./project_files.ts";
import type { Found, PackageNode, PackageSource, Wanted } from "./package_hash.ts";
import { compareVersions, parseRange, parseVersion, sameRange, satisfies } from "./semver.ts";
import { formatRequest, parseRequest } from "./specifier.ts";

const KNOWN_VERSIONS = ["4", "5"];

/** A remote module as the lock has it. */
export interface LockedRemote {
  /** Where its redirects end. */
  readonly url: string;
  readonly hash: string;
}

/** A `deno.lock`. Its identifiers are `npm:` or `jsr:` and the key in that section. */
export class DenoLock implements PackageSource {
  readonly label: string;
  /** Set if the lock can't be used: why. */
  readonly unusable: string | undefined;
  readonly #file: ConfigFile;
  readonly #specifiers: Json;
  readonly #packages: { readonly npm: Json; readonly jsr: Json };
  #idsByName: Map<string, string[]> | undefined;
  #everything: string | undefined;

  /** @throws {MerklError} if a section has the wrong shape */
  constructor(file: ConfigFile, label: string) {
    this.#file = file;
    this.label = label;
    this.unusable = versionProblem(file.json["version"], label);
    const usable = this.unusable === undefined;
    const section = (key: string) => usable ? objectAt(file, key) : {};
    this.#specifiers = section("specifiers");
    this.#packages = { npm: section("npm"), jsr: section("jsr") };
  }

  find(wanted: Wanted): Found {
    if (this.unusable !== undefined) return { kind: "none", why: this.unusable };
    const version = this.#version(wanted);
    const id = version === undefined ? undefined : `${wanted.scheme}:${wanted.name}@${version}`;
    if (id !== undefined && this.#raw(id) !== undefined) return { kind: "node", id };
    return { kind: "none", why: this.#whyNot(wanted) };
  }

  /** Exact key, else a key whose range is the same, else the highest version that fits. */
  #version({ scheme, name, range }: Wanted): string | undefined {
    const key = formatRequest({ scheme, name, range, subpath: "" });
    const exact = this.#specifiers[key] ??
      (range === "" ? this.#specifiers[key + "@*"] : undefined);
    if (typeof exact === "string") return exact;
    const parsed = parseRange(range);
    if (parsed === undefined) return undefined;
    for (const [other, version] of Object.entries(this.#specifiers)) {
      const request = parseRequest(other);
      if (request?.scheme !== scheme || request.name !== name) continue;
      const otherRange = parseRange(request.range);
      if (otherRange && sameRange(parsed, otherRange) && typeof version === "string") {
        return version;
      }
    }
    return this.#versions(scheme, name).filter((version) => {
      const whole = parseVersion(plainVersion(version));
      return whole !== undefined && satisfies(whole, parsed);
    }).at(-1);
  }

  /** The locked versions of a package, with their peers, lowest first. */
  #versions(scheme: string, name: string): string[] {
    const prefix = `${scheme}:${name}@`;
    const versions = this.#ids(`${scheme}:${name}`).map((id) => id.slice(prefix.length));
    return versions.sort((a, b) => {
      const [left, right] = [parseVersion(plainVersion(a)), parseVersion(plainVersion(b))];
      return (left && right ? compareVersions(left, right) : 0) || byCodeUnit(a, b);
    });
  }

  /** The packages that it has: `npm:zod`. */
  names(): Iterable<string> {
    this.#ids("");
    return this.#idsByName!.keys();
  }

  #ids(name: string): readonly string[] {
    if (this.#idsByName === undefined) {
      this.#idsByName = new Map();
      for (const scheme of ["npm", "jsr"] as const) {
        for (const key of Object.keys(this.#packages[scheme])) {
          const owner = `${scheme}:${key.slice(0, key.indexOf("@", 1))}`;
          const ids = this.#idsByName.get(owner) ?? [];
          ids.push(`${scheme}:${key}`);
          this.#idsByName.set(owner, ids);
        }
      }
    }
    return this.#idsByName.get(name) ?? [];
  }

  #whyNot(wanted: Wanted): string {
    const shown = formatRequest({ ...wanted, subpath: "" });
    const others = this.#versions(wanted.scheme, wanted.name).map(plainVersion);
    const has = others.length === 0 ? "" : ` (it has ${listed([...new Set(others)])})`;
    return `${this.label} has no ${shown}${has}; run \`${wanted.install}\` to add it`;
  }

  #raw(id: string): Json | undefined {
    const section = id.startsWith("npm:") ? this.#packages.npm : this.#packages.jsr;
    const value = section[id.slice(4)];
    return typeof value === "object" && value !== null ? value as Json : undefined;
  }

  node(id: string): PackageNode {
    const raw = this.#raw(id);
    const at = id.indexOf("@", 5);
    const version = plainVersion(id.slice(at + 1));
    const label = `${id.slice(0, at)}@${version}`;
    const deps: string[] = [];
    let missing = raw === undefined ? "itself" : undefined;
    const add = (key: string, required: boolean) => {
      for (const dep of this.#texts(raw?.[key], id)) {
        const found = id.startsWith("npm:") ? this.#npmDep(dep) : this.#jsrDep(dep);
        if (found !== undefined && this.#raw(found) !== undefined) deps.push(found);
        else if (required) missing ??= `${dep}, which ${this.label} lacks`;
      }
    };
    add("dependencies", true);
    add("optionalDependencies", false);
    add("optionalPeers", false);
    const integrity = String(raw?.["integrity"] ?? raw?.["tarball"] ?? "");
    const node = { label, version, integrity, deps };
    return missing === undefined ? node : { ...node, missing };
  }

  #texts(value: unknown, id: string): readonly string[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map(String);
    throw unexpectedConfig(this.#file.path, id, "a list of dependencies", value);
  }

  /** `name` (the only one), `name@version_peers`, or `alias@npm:name@version`. */
  #npmDep(dep: string): string | undefined {
    const alias = dep.indexOf("@npm:");
    if (alias > 0) return dep.slice(alias + 1);
    return dep.indexOf("@", 1) > 0 ? `npm:${dep}` : this.#ids(`npm:${dep}`)[0];
  }

  /** A specifier; without a range, the only one of that package. */
  #jsrDep(dep: string): string | undefined {
    const key = dep in this.#specifiers
      ? dep
      : Object.keys(this.#specifiers).find((specifier) => specifier.startsWith(dep + "@"));
    const request = key === undefined ? undefined : parseRequest(key);
    return request && `${request.scheme}:${request.name}@${this.#specifiers[key!]}`;
  }

  /** The remote module that a URL leads to, or undefined if it isn't locked. */
  remote(url: string): LockedRemote | undefined {
    if (this.unusable !== undefined) return undefined;
    const redirects = objectAt(this.#file, "redirects");
    const seen = new Set<string>();
    let end = url;
    for (let next = redirects[end]; typeof next === "string" && !seen.has(next);) {
      seen.add(next);
      end = next;
      next = redirects[end];
    }
    const own = objectAt(this.#file, "remote")[end];
    if (typeof own !== "string") return undefined;
    return {
      url: end,
      hash: sha256(JSON.stringify(["merkl remote", 1, url, end, own, this.#all()])),
    };
  }

  /**
   * All that is locked. A lock doesn't say what a remote module imports, so that its hash takes in
   * everything it might.
   */
  #all(): string {
    const keys = ["specifiers", "npm", "jsr", "redirects", "remote"];
    this.#everything ??= sha256(
      JSON.stringify(keys.map((key) => sorted(objectAt(this.#file, key)))),
    );
    return this.#everything;
  }
}

function versionProblem(version: unknown, label: string): string | undefined {
  if (KNOWN_VERSIONS.includes(String(version))) return undefined;
  if (Number(version) < 4) {
    return `${label} has the old format ${version}; run \`deno install\` to bring it up to date`;
  }
  return `${label} has format ${version}, and this merkl knows ${
    listed(KNOWN_VERSIONS)
  }; update merkl`;
}

/** A version without the peers that Deno adds: `18.3.1_react@18.3.1`. */
export function plainVersion(version: string): string {
  const peers = version.indexOf("_");
  return peers < 0 ? version : version.slice(0, peers);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b));
  return entries.map(([key, item]) => [key, sorted(item)]);
}
