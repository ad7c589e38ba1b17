/** Installed packages, for projects without a lock: versions only, since nothing pins the bytes. */

import { type AbsPath, dirname, join } from "../util/path.ts";
import type { Found, PackageNode, PackageSource, Wanted } from "./package_hash.ts";
import { dependencyNames, versionProblem } from "./package_lock.ts";
import { isFolder, type Json, type ProjectFiles } from "./project_files.ts";

/** The `node_modules` folders above a file. Identifiers are folders, links followed. */
export class InstalledPackages implements PackageSource {
  readonly label = "node_modules";
  readonly #files: ProjectFiles;

  constructor(files: ProjectFiles) {
    this.#files = files;
  }

  find({ alias, range, from }: Wanted): Found {
    const dir = this.#nearest(from, alias);
    if (dir === undefined) return { kind: "none", why: `${alias} isn't installed` };
    const isLink = !/[/\\]node_modules[/\\]/.test(dir);
    if (isLink) return { kind: "folder", dir };
    const version = this.#raw(dir)["version"];
    const why = versionProblem({ alias, range, version, label: this.label });
    return why === undefined ? { kind: "node", id: dir } : { kind: "none", why };
  }

  #nearest(from: string, name: string): AbsPath | undefined {
    for (let at = from;; at = dirname(at)) {
      const dir = join(at, "node_modules", name);
      if (isFolder(dir)) return Deno.realPathSync(dir) as AbsPath;
      if (dirname(at) === at) return undefined;
    }
  }

  #raw(id: string): Json {
    return this.#files.json(join(id, "package.json") as AbsPath) ?? {};
  }

  node(id: string): PackageNode {
    const raw = this.#raw(id);
    const deps: string[] = [];
    let missing: string | undefined = "version" in raw
      ? undefined
      : "a package.json with a version";
    for (const [dep, required] of dependencyNames(raw)) {
      const found = this.#nearest(id, dep);
      if (found !== undefined) deps.push(found);
      else if (required) missing ??= `${dep}, which isn't installed`;
    }
    const version = String(raw["version"] ?? "");
    const node = { label: `npm:${raw["name"] ?? id}@${version}`, version, integrity: "", deps };
    return missing === undefined ? node : { ...node, missing };
  }
}
