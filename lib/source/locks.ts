/** Which lock speaks for a file, and what it says. */

import { type AbsPath, dirname, join, relPath, resolve } from "../util/path.ts";
import { InstalledPackages } from "./installed.ts";
import { DenoLock } from "./lockfile.ts";
import { packageHash, type PackageSource, type Wanted } from "./package_hash.ts";
import { PackageLock } from "./package_lock.ts";
import type { ConfigFile, Json, ProjectFiles } from "./project_files.ts";
import type { Resolved } from "./resolver_types.ts";

type Package = Extract<Resolved, { kind: "package" }>;

/** Finds and reads locks, each once. */
export class Locks {
  readonly #files: ProjectFiles;
  readonly #root: AbsPath;
  readonly #denoLocks = new Map<AbsPath, DenoLock>();
  readonly #npmLocks = new Map<AbsPath, PackageLock>();
  readonly #installed: InstalledPackages;
  readonly #packages = new Map<string, Package | string>();

  constructor(files: ProjectFiles, root: AbsPath) {
    this.#files = files;
    this.#root = root;
    this.#installed = new InstalledPackages(files);
  }

  /**
   * The package that answers a request, a local folder that stands for it, or why there is none:
   * by `deno.lock`, else `package-lock.json`, else what is installed.
   */
  package(wanted: Wanted): Package | { readonly dir: AbsPath } | string {
    let why: string | undefined;
    for (const source of this.#sources(wanted)) {
      const found = source.find(wanted);
      if (found.kind === "folder") return { dir: found.dir };
      if (found.kind === "node") return this.#hashed(source, found.id, wanted);
      if (source !== this.#installed) why ??= found.why;
    }
    return why ?? `there is no deno.lock that pins its version; run \`${wanted.install}\``;
  }

  /** One after another, so that no file is looked for in vain. */
  *#sources({ from, scheme }: Wanted): Generator<PackageSource> {
    const denoLock = this.#denoLock(from);
    if (denoLock !== undefined) yield denoLock;
    if (scheme !== "npm") return;
    const npmLock = this.#npmLock(from);
    if (npmLock !== undefined) yield npmLock;
    yield this.#installed;
  }

  #hashed(source: PackageSource, id: string, wanted: Wanted): Package | string {
    const key = `${source.label}\0${id}`;
    let found = this.#packages.get(key);
    if (found === undefined) {
      const hashed = packageHash(source, id);
      if (hashed.missing === undefined) {
        const { label, version } = source.node(id);
        const name = label.slice(0, label.lastIndexOf("@"));
        const known = { name, version, hash: hashed.hash, source: source.label };
        found = { kind: "package", ...known, ...this.#installedBy(source, wanted) };
      } else found = `${source.label} is incomplete: ${hashed.missing}; run \`deno install\``;
      this.#packages.set(key, found);
    }
    return found;
  }

  /** What Node would import, where npm decides. */
  #installedBy(source: PackageSource, wanted: Wanted): Pick<Package, "installed"> {
    if (source instanceof DenoLock) return {};
    const found = this.#installed.find(wanted);
    return found.kind === "node" ? { installed: found.id as AbsPath } : {};
  }

  /** The remote module at a URL, or why it isn't known. */
  remote(url: string, fromFile: AbsPath): Package | string {
    const lock = this.#denoLock(dirname(fromFile) as AbsPath);
    if (lock === undefined) {
      return "there is no deno.lock that pins it; run `deno install --entrypoint`";
    }
    const locked = lock.remote(url);
    if (locked === undefined) {
      return lock.unusable ?? `${lock.label} doesn't have it; run \`deno install --entrypoint\``;
    }
    return { kind: "package", name: url, version: "", hash: locked.hash, source: lock.label };
  }

  /** The packages in the locks that speak for a file. */
  *names(fromFile: AbsPath): Iterable<string> {
    const from = dirname(fromFile) as AbsPath;
    yield* this.#denoLock(from)?.names() ?? [];
    yield* this.#npmLock(from)?.names() ?? [];
  }

  /** As Deno: the workspace root's, where `lock` may name another file or switch it off. */
  #denoLock(from: AbsPath): DenoLock | undefined {
    const folder = this.#files.workspaceRoot(from);
    const setting = folder?.deno?.json["lock"];
    const option = typeof setting === "object" && setting !== null
      ? (setting as Json)["path"]
      : setting;
    if (option === false) return undefined;
    const file = folder !== undefined && typeof option === "string"
      ? this.#file(resolve(folder.dir, option) as AbsPath)
      : this.#nearest(folder?.dir ?? from, "deno.lock");
    if (file === undefined) return undefined;
    let lock = this.#denoLocks.get(file.path);
    if (lock === undefined) {
      this.#denoLocks.set(file.path, lock = new DenoLock(file, this.#label(file.path)));
    }
    return lock;
  }

  #npmLock(from: AbsPath): PackageLock | undefined {
    const file = this.#nearest(from, "package-lock.json");
    if (file === undefined) return undefined;
    let lock = this.#npmLocks.get(file.path);
    if (lock === undefined) {
      this.#npmLocks.set(file.path, lock = new PackageLock(file, this.#label(file.path)));
    }
    return lock;
  }

  #nearest(from: AbsPath, name: string): ConfigFile | undefined {
    for (let dir = from;; dir = dirname(dir) as AbsPath) {
      const file = this.#file(join(dir, name) as AbsPath);
      if (file !== undefined || dirname(dir) === dir) return file;
    }
  }

  #file(path: AbsPath): ConfigFile | undefined {
    const json = this.#files.json(path);
    return json === undefined ? undefined : { path, json };
  }

  #label(path: AbsPath): string {
    return relPath(path, this.#root) ?? path;
  }
}
